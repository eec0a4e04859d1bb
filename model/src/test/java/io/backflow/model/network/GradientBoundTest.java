package io.backflow.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LayerSpec.OutputActivation;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.optimizer.Clipping;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The bound that a window is judged by is above the norm of its gradient, where a single share of it makes that norm:
 * without that share a window would count in full, however large its gradient is.
 */
final class GradientBoundTest {

    private static final int TIME = 6;

    /** Where almost nothing is forgotten, inputs hardly move a state, and the angle by which it turns moves it much. */
    @Test
    void anLruCountsWhatReachesItsRotation() {
        ModelSpec spec = spec(1, new LayerSpec.Lru(2, 0));
        Map<String, float[]> parameters =
                Map.of("layer0.recurrent_kernel", new float[] {-14f, 1.5f}, "head.kernel", new float[] {30f, 30f});
        above(spec, parameters, 0.1f, 1f);
    }

    /** Where the inputs hardly move a state, and its decay moves the gain by which they do. */
    @Test
    void anLruCountsWhatReachesItsDecay() {
        ModelSpec spec = spec(1, new LayerSpec.Lru(2, 0));
        Map<String, float[]> parameters = Map.of(
                "layer0.recurrent_kernel",
                new float[] {-14f, -9f},
                "layer0.kernel",
                new float[] {1_000f, 1_000f},
                "head.kernel",
                new float[] {1f, 1f});
        above(spec, parameters, 3f, 0f);
    }

    @Test
    void anOutputGateCountsWhatReachesItsKernel() {
        above(spec(1, block(2, false, OutputActivation.GATED, false)), RECURRENCE, 0.1f, 1_000f);
    }

    /** Nothing is let through yet, so that nothing but the kernel of what is gated has a gradient. */
    @Test
    void aGatedLinearUnitCountsWhatReachesItsKernels() {
        above(spec(1, block(2, false, OutputActivation.GLU, false)), RECURRENCE, 0.1f, 10f);
    }

    /** Inputs that hardly differ are as large as any once they are normalised. */
    @Test
    void normalisedInputsCountAsTheyAreRead() {
        above(spec(16, block(2, true, OutputActivation.LINEAR, false)), RECURRENCE, 0.01f, 0f);
    }

    /** Inputs that are added to the outputs reach the head as they are, however the recurrence reads them. */
    @Test
    void aResidualConnectionCountsInTheOutputs() {
        Map<String, float[]> parameters = Map.of("head.kernel", new float[] {1f, 1f, 1f, 1f});
        above(spec(4, block(4, true, OutputActivation.LINEAR, true)), parameters, 1_000f, 0f);
    }

    private static final Map<String, float[]> RECURRENCE =
            Map.of("layer0.recurrent_kernel", new float[] {0f, -5f}, "head.kernel", new float[] {1f, 1f});

    private static LayerSpec block(int units, boolean normalised, OutputActivation activation, boolean residual) {
        return new LayerSpec.Lru(units, normalised, activation, residual, 0);
    }

    private static ModelSpec spec(int inputs, LayerSpec layer) {
        return new ModelSpec(new InputSpec.Features(inputs), List.of(layer), new HeadSpec(1, new LossSpec.Mse()));
    }

    /**
     * @param values of parameters by name; the others are 0
     * @param input of all features, the later the larger
     * @param state the initial one
     */
    private static void above(ModelSpec spec, Map<String, float[]> values, float input, float state) {
        ParameterLayout layout = ParameterLayout.of(spec);
        float[] parameters = new float[layout.size()];
        values.forEach((name, of) ->
                System.arraycopy(of, 0, parameters, layout.view(name).offset(), of.length));
        Minibatch batch = new Minibatch(spec, TIME, 1);
        batch.reset(TIME, 1);
        int width = spec.input().width();
        for (int i = 0; i < batch.inputs().length; i++) {
            batch.inputs()[i] = input * (1 + i % width);
        }
        Arrays.fill(batch.targets(), 100f);
        Arrays.fill(batch.weights(), 1f);
        Arrays.fill(batch.initialState(), state);
        try (Network network = new Network(spec, TIME, 1)) {
            network.load(parameters);
            Gradients gradients = new Gradients(layout.size());
            network.forwardBackward(batch, gradients);
            double norm = Math.sqrt(Clipping.squaredNorm(gradients.values()));
            network.guard().limit(norm / TIME / 10);
            network.forwardBackward(batch, gradients);
            double bound = norm / 10 / Math.sqrt(network.guard().factor(0));
            assertThat(bound / norm).as("bound by norm").isBetween(1.0, 10.0);
        }
    }
}
