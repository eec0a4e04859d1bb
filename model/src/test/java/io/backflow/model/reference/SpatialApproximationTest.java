package io.backflow.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.horizon.OnlineCredit;
import io.backflow.model.horizon.OnlineMethod;
import io.backflow.model.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the online gradient of a stack is, one step at a time: of each layer's parameters all that they ever did to the
 * layer's own state, and what that state does to the loss of the same step through the layers above it, whose own
 * states are as they are.
 */
final class SpatialApproximationTest {

    private static final int TIME = 6;
    private static final int BATCH = 3;
    private static final double H = 1e-5;

    /** As in {@link FiniteDifferenceTest}. */
    private static final double TOLERANCE = 3e-5;

    static List<Arguments> stacks() {
        LayerSpec plain = new LayerSpec.Lru(4, 0);
        LayerSpec gated = new LayerSpec.Lru(4, true, LayerSpec.OutputActivation.GATED, false, 0);
        LayerSpec block = new LayerSpec.Lru(4, true, LayerSpec.OutputActivation.GLU, true, 0);
        return List.of(
                Arguments.of(List.of(plain, plain, plain)),
                Arguments.of(List.of(gated, block, block)),
                Arguments.of(List.of(block, new LayerSpec.Lstm(4, true, 0), block)),
                Arguments.of(List.of(plain, new LayerSpec.Gru(3, true, 0))));
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void aStackOfOneStepAtATimeHasTheSpatialApproximation(List<LayerSpec> layers) {
        ModelSpec spec = new ModelSpec(new InputSpec.Features(4), layers, new HeadSpec(2, new LossSpec.Mse()));
        float[] parameters = gaussian(new Random(4), ParameterLayout.of(spec).size(), 0.5);
        Minibatch whole = batch(spec);

        float[] online = online(spec, parameters, whole, 1);
        double[] expected = spatial(spec, parameters, whole);

        double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(online[i] - expected[i]))
                    .as("parameter %d: %s, expected %s", i, online[i], expected[i])
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(1, scale));
        }
    }

    /** Nothing below the top layer depends on its parameters: of those, and of the head's, the gradient is whole. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void theTopLayersGradientIsExact(int every) {
        LayerSpec block = new LayerSpec.Lru(4, true, LayerSpec.OutputActivation.GLU, true, 0);
        ModelSpec spec =
                new ModelSpec(new InputSpec.Features(4), List.of(block, block), new HeadSpec(1, new LossSpec.Mse()));
        float[] parameters = gaussian(new Random(5), ParameterLayout.of(spec).size(), 0.5);
        Minibatch whole = batch(spec);

        float[] cut = online(spec, parameters, whole, every);
        float[] unsplit = online(spec, parameters, whole, TIME);

        int top = ParameterLayout.of(spec).view("layer1.kernel").offset();
        for (int i = top; i < cut.length; i++) {
            assertThat(Math.abs(cut[i] - unsplit[i])).as("parameter %d", i).isLessThan(3e-5f);
        }
        assertThat(cut[0]).as("of the layer below it is not").isNotCloseTo(unsplit[0], offset(1e-3f));
    }

    private static org.assertj.core.data.Offset<Float> offset(float by) {
        return org.assertj.core.data.Offset.offset(by);
    }

    private static float[] online(ModelSpec spec, float[] parameters, Minibatch whole, int every) {
        List<Integer> borders = IntStream.rangeClosed(0, TIME)
                .filter(t -> t % every == 0 || t == TIME)
                .boxed()
                .toList();
        Cut cut = new Cut(spec, whole, borders);
        Minibatch part = new Minibatch(spec, TIME, BATCH);
        Gradients gradients = new Gradients(parameters.length);
        try (Network network = new Network(spec, TIME, BATCH);
                OnlineCredit online = new OnlineCredit(spec, OnlineMethod.RTRL, BATCH)) {
            network.load(parameters);
            online.load(parameters);
            List<float[]> influences = IntStream.range(0, BATCH)
                    .mapToObj(b -> new float[online.influenceSize()])
                    .toList();
            float[] state = whole.initialState().clone();
            for (int i = 0; i < cut.parts(); i++) {
                cut.fill(i, part, state);
                online.train(network, part, influences, gradients);
                state = Arrays.copyOf(network.outputs().finalState(), state.length);
            }
        }
        return gradients.values();
    }

    /** Central differences, the states above a layer held while its parameters move. */
    private static double[] spatial(ModelSpec spec, float[] parameters, Minibatch batch) {
        double[] slope = new double[parameters.length];
        double[] moved = new double[parameters.length];
        Arrays.setAll(moved, i -> parameters[i]);
        double[] held = moved.clone();
        for (int i = 0; i < slope.length; i++) {
            int layer = layerOf(spec, i);
            moved[i] = held[i] + H;
            double above = loss(spec, moved, held, layer, batch);
            moved[i] = held[i] - H;
            double below = loss(spec, moved, held, layer, batch);
            moved[i] = held[i];
            slope[i] = (above - below) / (2 * H);
        }
        return slope;
    }

    /** Of all steps; only the states up to {@code layer} come from {@code moved}, the others from {@code held}. */
    private static double loss(ModelSpec spec, double[] moved, double[] held, int layer, Minibatch batch) {
        ReferenceNetwork reference = new ReferenceNetwork(spec);
        int width = spec.stateSize();
        int own = layer + 1 < spec.layers().size() ? spec.stateOffset(layer + 1) : width;
        double sum = 0;
        for (int b = 0; b < batch.batch(); b++) {
            double[] state = new double[width];
            for (int i = 0; i < width; i++) {
                state[i] = batch.initialState()[b * width + i];
            }
            double[] asIs = state.clone();
            for (int t = 0; t < batch.lengths()[b]; t++) {
                System.arraycopy(asIs, own, state, own, width - own);
                sum += reference.loss(moved, batch, t, b, state);
                reference.loss(held, batch, t, b, asIs);
            }
        }
        return sum;
    }

    /** The layer that parameter {@code i} belongs to; the last for the head. */
    private static int layerOf(ModelSpec spec, int i) {
        ParameterLayout layout = ParameterLayout.of(spec);
        for (int l = spec.layers().size() - 1; l > 0; l--) {
            if (i >= layout.view("layer" + l + ".kernel").offset()) {
                return l;
            }
        }
        return 0;
    }

    private static Minibatch batch(ModelSpec spec) {
        Minibatch batch = new Minibatch(spec, TIME, BATCH);
        batch.reset(TIME, BATCH);
        Random random = new Random(7);
        for (float[] values : List.of(batch.inputs(), batch.targets(), batch.initialState())) {
            System.arraycopy(gaussian(random, values.length, 1), 0, values, 0, values.length);
        }
        Arrays.fill(batch.weights(), 1f);
        batch.lengths()[1] = TIME - 2;
        return batch;
    }

    private static float[] gaussian(Random random, int n, double scale) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
