package io.backflow.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.nio.file.Path;
import java.util.Arrays;
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
    void onnxRuntimePredictsEveryStepAsTheNetworkDoes(ModelSpec spec) throws OrtException {
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

    @ParameterizedTest
    @MethodSource("models")
    void probabilitiesAreThereWhereTheLossIsACrossEntropy(ModelSpec spec) throws OrtException {
        Path file = folder.resolve("model.onnx");
        Onnx.write(file, spec, Models.parameters(spec, 1));
        Minibatch batch = batch(spec);
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            OnnxRun run = new OnnxRun(spec, batch, session);
            boolean classes = spec.head().loss() instanceof LossSpec.CrossEntropy;
            boolean binary = spec.head().loss() instanceof LossSpec.BinaryCrossEntropy;
            assertThat(session.getOutputNames().contains("probabilities")).isEqualTo(classes || binary);
            if (classes || binary) {
                float[] outputs = run.run(0, TIME, "predictions");
                run = new OnnxRun(spec, batch, session);
                float[] probabilities = run.run(0, TIME, "probabilities");
                close(probabilities, classes ? softmax(outputs, spec.head().units()) : sigmoid(outputs), 0);
            }
        }
    }

    private static float[] softmax(float[] outputs, int units) {
        float[] probabilities = new float[outputs.length];
        for (int row = 0; row < outputs.length; row += units) {
            double sum = 0;
            for (int i = row; i < row + units; i++) {
                sum += Math.exp(outputs[i]);
            }
            for (int i = row; i < row + units; i++) {
                probabilities[i] = (float) (Math.exp(outputs[i]) / sum);
            }
        }
        return probabilities;
    }

    private static float[] sigmoid(float[] outputs) {
        float[] probabilities = new float[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            probabilities[i] = (float) (1 / (1 + Math.exp(-outputs[i])));
        }
        return probabilities;
    }

    @Test
    void theFileHoldsTheTextsThatItIsGiven() throws OrtException {
        ModelSpec spec = Models.all().findFirst().orElseThrow();
        Path file = folder.resolve("model.onnx");
        Map<String, String> texts = Map.of("backflow.version", "42", "backflow.run", "storms");
        Onnx.write(file, spec, Models.parameters(spec, 1), texts);
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            assertThat(session.getMetadata().getCustomMetadata()).isEqualTo(texts);
        }
    }

    @Test
    void parametersOfAnotherModelAreRefused() {
        ModelSpec spec = Models.all().findFirst().orElseThrow();
        assertThatThrownBy(() -> Onnx.write(folder.resolve("model.onnx"), spec, new float[7]))
                .hasMessageStartingWith("7 parameters for a model of ");
    }

    private static void compareWhole(ModelSpec spec, Minibatch batch, Network network, OrtSession session)
            throws OrtException {
        OnnxRun run = new OnnxRun(spec, batch, session);
        float[] predictions = run.run(0, TIME, "predictions");
        close(predictions, network.outputs().predictions(), 0);
        close(run.state(), network.outputs().finalState(), 0);
    }

    private static void compareStepByStep(ModelSpec spec, Minibatch batch, Network network, OrtSession session)
            throws OrtException {
        OnnxRun run = new OnnxRun(spec, batch, session);
        for (int t = 0; t < TIME; t++) {
            float[] predictions = run.run(t, t + 1, "predictions");
            close(
                    predictions,
                    network.outputs().predictions(),
                    t * BATCH * spec.head().units());
        }
        close(run.state(), network.outputs().finalState(), 0);
    }

    private static void close(float[] actual, float[] expected, int offset) {
        assertThat(actual).isNotEmpty();
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[offset + i], within(TOLERANCE));
        }
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
}
