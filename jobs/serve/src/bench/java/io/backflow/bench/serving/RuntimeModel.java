package io.backflow.bench.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.backflow.jobs.sequence.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime with one GRU layer, and the states by sequence that a service of its would keep. */
final class RuntimeModel implements AutoCloseable {

    private final int features;
    private final int units;
    private final int batch;
    private final OrtSession session;
    private final FloatBuffer inputs;
    private final FloatBuffer before;
    private final Map<String, OnnxTensor> tensors;
    private final Map<String, float[]> states = new HashMap<>();
    private final float[] after;

    RuntimeModel(Path file, int features, int units, int batch) throws OrtException {
        this.features = features;
        this.units = units;
        this.batch = batch;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(file.toString(), options);
        inputs = direct(batch * features);
        before = direct(batch * units);
        after = new float[batch * units];
        tensors = Map.of(
                "x", OnnxTensor.createTensor(environment, inputs, new long[] {1, batch, features}),
                "h0", OnnxTensor.createTensor(environment, before, new long[] {1, batch, units}));
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(Float.BYTES * floats)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** The first output after each of {@code steps}, a whole batch of different sequences. */
    float[] step(List<Step> steps) throws OrtException {
        for (int b = 0; b < batch; b++) {
            Step step = steps.get(b);
            inputs.put(b * features, step.features());
            before.put(b * units, states.computeIfAbsent(step.sequenceId(), none -> new float[units]));
        }
        float[] outputs = new float[batch];
        try (OrtSession.Result result = session.run(tensors)) {
            floats(result, "predictions").get(outputs);
            floats(result, "h0_next").get(after);
        }
        for (int b = 0; b < batch; b++) {
            System.arraycopy(after, b * units, states.get(steps.get(b).sequenceId()), 0, units);
        }
        return outputs;
    }

    private static FloatBuffer floats(OrtSession.Result result, String name) {
        return ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
    }

    @Override
    public void close() throws OrtException {
        tensors.values().forEach(OnnxTensor::close);
        session.close();
    }
}
