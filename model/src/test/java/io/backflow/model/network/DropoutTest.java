package io.backflow.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DropoutTest {

    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Features(3),
            List.of(new LayerSpec.Lstm(6, true, 0.4), new LayerSpec.Gru(5, true, 0.25)),
            new HeadSpec(2, new LossSpec.Mse()));

    private final Network network = new Network(SPEC, 5, 3);
    private final Minibatch batch = new Minibatch(SPEC, 5, 3);
    private final Gradients gradients = new Gradients(network.layout().size());
    private final float[] parameters = new float[network.layout().size()];

    DropoutTest() {
        Random random = new Random(3);
        batch.reset(5, 3);
        Arrays.fill(batch.weights(), 1f);
        fill(random, parameters, 0.5);
        fill(random, batch.inputs(), 1);
        fill(random, batch.targets(), 1);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void theSameSeedDropsTheSame() {
        double first = lossUnder(7, parameters);
        assertThat(lossUnder(8, parameters)).isNotEqualTo(first);
        assertThat(lossUnder(7, parameters)).isEqualTo(first);
    }

    /** What users see of a training pass is what a pass without dropout says, bit for bit. */
    @Test
    void whatATrainingPassShowsIsWithoutDropout() {
        network.load(parameters);
        network.forward(batch);
        float[] predictions = network.outputs().predictions().clone();
        float[] losses = network.outputs().stepLosses().clone();
        float[] states = network.outputs().finalState().clone();

        network.forwardBackward(batch, gradients);
        assertThat(network.outputs().predictions()).isEqualTo(predictions);
        assertThat(network.outputs().stepLosses()).isEqualTo(losses);
        assertThat(network.outputs().finalState()).isEqualTo(states);
    }

    /** A step's masks depend on its key alone: not on its place in the batch, and not on what was trained before. */
    @Test
    void aStepHasTheSameMasksWhereverItIsTrained() {
        long[] keys = {11, 12, 13, 14, 15};
        for (int t = 0; t < 5; t++) {
            batch.maskKeys()[3 * t] = keys[t];
        }
        Arrays.fill(batch.lengths(), 1, 3, 0);
        double first = lossUnder(7, parameters);
        Minibatch alone = new Minibatch(SPEC, 5, 3);
        alone.reset(5, 1);
        Arrays.fill(alone.weights(), 1f);
        for (int t = 0; t < 5; t++) {
            System.arraycopy(batch.inputs(), 9 * t, alone.inputs(), 3 * t, 3);
            System.arraycopy(batch.targets(), 6 * t, alone.targets(), 2 * t, 2);
        }
        System.arraycopy(keys, 0, alone.maskKeys(), 0, 5);
        gradients.clear();
        network.forwardBackward(alone, gradients);
        assertThat(gradients.lossSum()).isCloseTo(first, within(1e-5 * first)); // products of another shape

        alone.maskKeys()[0]++;
        gradients.clear();
        network.forwardBackward(alone, gradients);
        assertThat(Math.abs(gradients.lossSum() - first)).isGreaterThan(1e-3 * first);
    }

    @Test
    void predictionDropsNothing() {
        network.load(parameters);
        network.forward(batch);
        float[] once = network.outputs().predictions().clone();
        network.forward(batch);
        assertThat(network.outputs().predictions()).isEqualTo(once);
    }

    /** Single precision allows a step of 1e-2 and what its square and rounding leave of the slope. */
    @Test
    void theGradientIsThatOfTheLossUnderTheSameMask() {
        Random random = new Random(5);
        float[] direction = new float[parameters.length];
        fill(random, direction, 1);
        lossUnder(11, parameters);
        double slope = 0;
        for (int i = 0; i < direction.length; i++) {
            slope += (double) gradients.values()[i] * direction[i];
        }
        double difference = (lossUnder(11, moved(direction, 5e-3f)) - lossUnder(11, moved(direction, -5e-3f))) / 1e-2;
        assertThat(slope).isCloseTo(difference, within(2e-3 * Math.max(1, Math.abs(difference))));
    }

    /** Four standard deviations of 100,000 draws. */
    @Test
    void dropsTheShareItIsAskedToAndKeepsTheMean() {
        int n = 100_000;
        Span span = new Span(1);
        span.set(n, 1);
        try (Floats ones = new Floats(n);
                Dropout dropout = new Dropout(0.3, 1, n)) {
            float[] values = new float[n];
            Arrays.fill(values, 1f);
            ones.put(0, values, 0, n);
            dropout.forward(span, ones, 0, 42, LongStream.range(0, n).toArray()).get(0, values, 0, n);
            int zeros = 0;
            for (float value : values) {
                assertThat(value == 0 || value == (float) (1 / 0.7)).isTrue();
                zeros += value == 0 ? 1 : 0;
            }
            assertThat(zeros / (double) n).isCloseTo(0.3, within(4 * Math.sqrt(0.3 * 0.7 / n)));
        }
    }

    private double lossUnder(long seed, float[] values) {
        network.load(values);
        gradients.clear();
        network.dropoutSeed(seed);
        network.forwardBackward(batch, gradients);
        return gradients.lossSum();
    }

    private float[] moved(float[] direction, float by) {
        float[] values = parameters.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += by * direction[i];
        }
        return values;
    }

    private static void fill(Random random, float[] values, double scale) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
    }
}
