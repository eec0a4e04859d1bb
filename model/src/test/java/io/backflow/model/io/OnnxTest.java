package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are run by ONNX Runtime, an implementation that knows nothing of ours. */
class OnnxTest {

    private static final int TIME = 7;
    private static final int BATCH = 3;

    /** Two libraries in single precision over seven steps; a wrong gate or bias is off by 1e-2 and more. */
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    static Stream<ModelSpec> models() {
        return Models.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void onnx_runtime_predicts_every_step_as_the_network_does(ModelSpec spec) throws OrtException {
        float[] parameters = Models.parameters(spec, 1);
        Path file = folder.resolve("model.onnx");
        Onnx.write(file, spec, parameters);
        Minibatch batch = batch(spec);
        try (Network network = new Network(spec, TIME, BATCH);
                OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            network.load(parameters);
            network.forward(batch);
            compareWhole(spec, batch, network, session);
            compareStepByStep(spec, batch, network, session);
        }
    }

    @Test
    void parameters_of_another_model_are_refused() {
        ModelSpec spec = Models.all().findFirst().orElseThrow();
        assertThatThrownBy(() -> Onnx.write(folder.resolve("model.onnx"), spec, new float[7]))
                .hasMessageStartingWith("7 parameters for a model of ");
    }

    private static void compareWhole(ModelSpec spec, Minibatch batch, Network network, OrtSession session)
            throws OrtException {
        State state = new State(spec, batch.initialState());
        float[] predictions = run(spec, batch, 0, TIME, state, session);
        close(predictions, network.outputs().predictions(), 0);
        close(state.rows, network.outputs().finalState(), 0);
    }

    private static void compareStepByStep(ModelSpec spec, Minibatch batch, Network network, OrtSession session)
            throws OrtException {
        State state = new State(spec, batch.initialState());
        for (int t = 0; t < TIME; t++) {
            float[] predictions = run(spec, batch, t, t + 1, state, session);
            close(
                    predictions,
                    network.outputs().predictions(),
                    t * BATCH * spec.head().units());
        }
        close(state.rows, network.outputs().finalState(), 0);
    }

    private static void close(float[] actual, float[] expected, int offset) {
        assertThat(actual).isNotEmpty();
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[offset + i], within(TOLERANCE));
        }
    }

    /** Steps {@code [from, to)}; {@code state} goes in and comes out. */
    private static float[] run(ModelSpec spec, Minibatch batch, int from, int to, State state, OrtSession session)
            throws OrtException {
        Map<String, OnnxTensor> inputs = state.tensors();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (spec.input() instanceof InputSpec.Tokens) {
            long[] tokens = Arrays.stream(batch.tokens(), from * BATCH, to * BATCH)
                    .asLongStream()
                    .toArray();
            inputs.put(
                    "tokens",
                    OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), new long[] {to - from, BATCH}));
        } else {
            int width = spec.input().width();
            float[] x = Arrays.copyOfRange(batch.inputs(), from * BATCH * width, to * BATCH * width);
            inputs.put(
                    "x",
                    OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {to - from, BATCH, width}));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            state.take(result);
            return floats(result, "predictions");
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static float[] floats(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static Minibatch batch(ModelSpec spec) {
        Random random = new Random(2);
        Minibatch batch = new Minibatch(spec, TIME, BATCH);
        batch.reset(TIME, BATCH);
        Arrays.setAll(batch.tokens(), i -> random.nextInt(11));
        for (int i = 0; i < batch.inputs().length; i++) {
            batch.inputs()[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < batch.initialState().length; i++) {
            batch.initialState()[i] = random.nextFloat() - 0.5f;
        }
        return batch;
    }

    /** Rows {@code [B, S]} and the tensors {@code h<l>, c<l> [1, B, H]} that ONNX has instead. */
    private record State(ModelSpec spec, float[] rows) {

        State {
            rows = rows.clone();
        }

        Map<String, OnnxTensor> tensors() throws OrtException {
            Map<String, OnnxTensor> tensors = new HashMap<>();
            for (int l = 0; l < spec.layers().size(); l++) {
                LayerSpec layer = spec.layers().get(l);
                for (int part = 0; part * layer.units() < layer.stateSize(); part++) {
                    float[] values = new float[BATCH * layer.units()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = rows[at(l, part, i)];
                    }
                    long[] shape = {1, BATCH, layer.units()};
                    tensors.put(
                            "hc".charAt(part) + "" + l,
                            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), shape));
                }
            }
            return tensors;
        }

        void take(OrtSession.Result result) {
            for (int l = 0; l < spec.layers().size(); l++) {
                LayerSpec layer = spec.layers().get(l);
                for (int part = 0; part * layer.units() < layer.stateSize(); part++) {
                    float[] values = floats(result, "hc".charAt(part) + "" + l + "_next");
                    for (int i = 0; i < values.length; i++) {
                        rows[at(l, part, i)] = values[i];
                    }
                }
            }
        }

        private int at(int layer, int part, int i) {
            int units = spec.layers().get(layer).units();
            return i / units * spec.stateSize() + spec.stateOffset(layer) + part * units + i % units;
        }
    }
}
