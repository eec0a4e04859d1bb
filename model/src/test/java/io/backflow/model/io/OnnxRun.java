package io.backflow.model.io;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A minibatch going through ONNX Runtime, which is handed the state and hands it back, call after call. */
final class OnnxRun {

    private final ModelSpec spec;
    private final Minibatch batch;
    private final OrtSession session;
    private final float[] state;

    OnnxRun(ModelSpec spec, Minibatch batch, OrtSession session) {
        this.spec = spec;
        this.batch = batch;
        this.session = session;
        state = batch.initialState().clone();
    }

    /** The {@code output} of the next call, over steps {@code [from, to)}. */
    float[] run(int from, int to, String output) throws OrtException {
        Map<String, OnnxTensor> inputs = states();
        int windows = batch.batch();
        if (spec.input() instanceof InputSpec.Tokens) {
            long[] tokens = Arrays.stream(batch.tokens(), from * windows, to * windows)
                    .asLongStream()
                    .toArray();
            long[] shape = {to - from, windows};
            inputs.put("tokens", OnnxTensor.createTensor(environment(), LongBuffer.wrap(tokens), shape));
        } else {
            int width = spec.input().width();
            float[] x = Arrays.copyOfRange(batch.inputs(), from * windows * width, to * windows * width);
            inputs.put("x", tensor(x, to - from, windows, width));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            take(result);
            return floats(result, output);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** {@code [B, S]}, after the last call. */
    float[] state() {
        return state;
    }

    /** The rows as the tensors {@code h<l>, c<l> [1, B, H]} that ONNX has instead. */
    private Map<String, OnnxTensor> states() throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (int l = 0; l < spec.layers().size(); l++) {
            int units = spec.layers().get(l).units();
            for (int part = 0; part < parts(l); part++) {
                float[] values = new float[batch.batch() * units];
                for (int i = 0; i < values.length; i++) {
                    values[i] = state[at(l, part, i)];
                }
                tensors.put(name(l, part), tensor(values, 1, batch.batch(), units));
            }
        }
        return tensors;
    }

    private void take(OrtSession.Result result) {
        for (int l = 0; l < spec.layers().size(); l++) {
            for (int part = 0; part < parts(l); part++) {
                float[] values = floats(result, name(l, part) + "_next");
                for (int i = 0; i < values.length; i++) {
                    state[at(l, part, i)] = values[i];
                }
            }
        }
    }

    private int parts(int layer) {
        LayerSpec of = spec.layers().get(layer);
        return of.stateSize() / of.units();
    }

    private static String name(int layer, int part) {
        return (part == 0 ? "h" : "c") + layer;
    }

    private int at(int layer, int part, int i) {
        int units = spec.layers().get(layer).units();
        return i / units * spec.stateSize() + spec.stateOffset(layer) + part * units + i % units;
    }

    private static OnnxTensor tensor(float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment(), FloatBuffer.wrap(values), shape);
    }

    private static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static OrtEnvironment environment() {
        return OrtEnvironment.getEnvironment();
    }
}
