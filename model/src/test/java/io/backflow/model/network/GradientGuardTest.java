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
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GradientGuardTest {

    private static final int TIME = 6;
    private static final int BATCH = 4;
    private static final int BAD = 2;
    private static final double LIMIT = 100;
    private static final LayerSpec GRU = new LayerSpec.Gru(5, true, 0);

    private final Gradients gradients =
            new Gradients(ParameterLayout.of(spec(GRU)).size());

    static Stream<LayerSpec> layers() {
        return Stream.of(
                GRU,
                new LayerSpec.Gru(5, false, 0.3),
                new LayerSpec.Lstm(5, true, 0.3),
                new LayerSpec.SimpleRnn(5, LayerSpec.Activation.TANH, 0),
                new LayerSpec.SimpleRnn(5, LayerSpec.Activation.RELU, 0),
                new LayerSpec.Diagonal(5, 0),
                new LayerSpec.Lru(6, 0),
                new LayerSpec.Lru(6, true, LayerSpec.OutputActivation.GLU, false, 0.3),
                new LayerSpec.Lru(6, false, LayerSpec.OutputActivation.GATED, false, 0));
    }

    static Stream<Arguments> outliers() {
        return layers().flatMap(
                        layer -> Stream.of(1e20f, 1e30f, Float.MAX_VALUE).map(value -> Arguments.of(layer, value)));
    }

    /** As if the window were not there: its rows are zero in every product. */
    @ParameterizedTest
    @MethodSource("outliers")
    void aHugeTargetTakesNothingFromTheOtherWindows(LayerSpec layer, float huge) {
        Gradients without = train(layer, LIMIT, batch -> weigh(batch, 0f));
        Gradients with = train(layer, LIMIT, batch -> batch.targets()[BAD] = huge);

        assertThat(with.values()).isEqualTo(without.values());
        assertThat(with.weightSum()).isEqualTo(TIME * (BATCH - 1));
        assertThat(with.lossSum()).isEqualTo(without.lossSum());
        assertThat(with.sequences()).isEqualTo(BATCH - 1);
    }

    /** A cell that saturates has no gradient by its inputs, and is then as good as any. */
    @ParameterizedTest
    @MethodSource("outliers")
    void aHugeFeatureLeavesTheGradientOfTheOthers(LayerSpec layer, float huge) {
        Gradients without = train(layer, LIMIT, batch -> weigh(batch, 0f));
        Gradients with = train(layer, LIMIT, batch -> batch.inputs()[BAD * 3] = huge);

        double own = 0;
        for (int i = 0; i < with.values().length; i++) {
            double difference = with.values()[i] - without.values()[i];
            own += difference * difference;
        }
        assertThat(Math.sqrt(own)).as("what the window adds").isLessThanOrEqualTo(LIMIT * TIME);
    }

    @Test
    void aHealthyMinibatchHasTheSameBitsWithAndWithoutALimit() {
        Gradients limited = train(GRU, LIMIT, batch -> {});
        assertThat(limited.values())
                .isEqualTo(train(GRU, Double.POSITIVE_INFINITY, batch -> {}).values());
        assertThat(limited.sequences()).isEqualTo(BATCH);
    }

    @ParameterizedTest
    @ValueSource(floats = {1e4f, 1e6f})
    void aWindowCountsTheLessTheLargerItIs(float target) {
        try (Network network = network(GRU, LIMIT)) {
            network.forwardBackward(batch(GRU, batch -> batch.targets()[BAD] = target), gradients);

            double norm = 2.0 * target / TIME; // a step's loss is its squared error
            double factor = network.guard().factor(BAD);
            assertThat(factor).isBetween(0.001 * Math.pow(LIMIT / norm, 2), Math.pow(LIMIT / norm, 2));
            assertThat(network.guard().factor(0)).isEqualTo(1f);
        }
    }

    /** Data that is not normalised: every window is as large, and none is restrained. */
    @Test
    void whereAllAreLargeEachCountsInFull() {
        Gradients large = train(GRU, LIMIT, batch -> scaleTargets(batch, 1e6f));
        Gradients free = train(GRU, Double.POSITIVE_INFINITY, batch -> scaleTargets(batch, 1e6f));
        assertThat(large.values()).isEqualTo(free.values());
    }

    @ParameterizedTest
    @CsvSource({"299, 1", "300, 1", "310, 0.9365", "600, 0.25"})
    void upToTenTimesTheMedianAWindowCountsInFull(double norm, float factor) {
        Span span = new Span(3);
        span.set(TIME, 3);
        Minibatch batch = new Minibatch(spec(GRU), TIME, 3);
        batch.reset(TIME, 3);
        GradientGuard guard = new GradientGuard(3);
        guard.limit(LIMIT);
        guard.suspects(span, batch, Double.POSITIVE_INFINITY);
        double[] squares = guard.clear(span);
        double[] norms = {20, 30, norm};
        for (int b = 0; b < 3; b++) {
            squares[b] = Math.pow(norms[b] * TIME, 2);
        }

        guard.judge(span);

        assertThat(guard.factor(1)).isEqualTo(1f);
        assertThat(guard.factor(2)).as("of the square of the ratio").isCloseTo(factor, within(1e-4f));
    }

    @Test
    void aWindowAloneIsJudgedByTheLimitAlone() {
        try (Network network = network(GRU, LIMIT)) {
            Minibatch batch = batch(GRU, all -> {
                scaleTargets(all, 1e6f);
                Arrays.fill(all.lengths(), 0);
                all.lengths()[BAD] = TIME;
            });
            network.forwardBackward(batch, gradients);
            assertThat(network.guard().factor(BAD)).isBetween(0f, 1e-6f);
        }
    }

    /** The norm that a window is judged by is never below that of its gradient, and of the same order. */
    @ParameterizedTest
    @MethodSource("layers")
    void theBoundIsThatOfTheWindowsOwnGradient(LayerSpec layer) {
        try (Network network = network(layer, 0.1)) {
            Minibatch alone = batch(layer, all -> {
                Arrays.fill(all.lengths(), 0);
                all.lengths()[BAD] = TIME;
            });
            network.forwardBackward(alone, new Gradients(network.layout().size()));
            double bound = 0.1 * TIME / Math.sqrt(network.guard().factor(BAD));
            Gradients own = train(layer, Double.POSITIVE_INFINITY, all -> {
                Arrays.fill(all.lengths(), 0);
                all.lengths()[BAD] = TIME;
            });
            double norm = 0;
            for (float g : own.values()) {
                norm += (double) g * g;
            }
            assertThat(bound).isBetween(Math.sqrt(norm), 10 * Math.sqrt(norm));
            assertThat(own.weightSum()).isCloseTo(TIME, within(0.0));
        }
    }

    /** A head that sees the inputs too: an input that is no number leaves with its window. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1e30f})
    void anInputThatSkipsTheLayersLeavesWithItsWindow(float value) {
        HeadSpec head = new HeadSpec(1, new LossSpec.Mse(), HeadSpec.Skip.INPUTS);
        ModelSpec skipping = new ModelSpec(new InputSpec.Features(3), spec(GRU).layers(), head);
        Gradients without = new Gradients(ParameterLayout.of(skipping).size());
        Gradients with = new Gradients(without.values().length);
        try (Network network = new Network(skipping, TIME, BATCH)) {
            network.guard().limit(LIMIT);
            float[] parameters = new float[without.values().length];
            Arrays.fill(parameters, 0.1f);
            network.load(parameters);
            network.forwardBackward(batch(GRU, batch -> weigh(batch, 0f)), without);
            network.forwardBackward(batch(GRU, batch -> batch.inputs()[BAD * 3] = value), with);
        }
        assertThat(with.values()).isEqualTo(without.values());
        assertThat(with.sequences()).isEqualTo(BATCH - 1);
    }

    /** Neither what a block keeps of a window nor what it gives stays in the products. */
    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 1e30f})
    void anInputOfABlockLeavesWithItsWindow(float value) {
        LayerSpec block = new LayerSpec.Lru(4, true, LayerSpec.OutputActivation.GLU, true, 0);
        ModelSpec blocks =
                new ModelSpec(new InputSpec.Features(4), List.of(block, block), new HeadSpec(1, new LossSpec.Mse()));
        Gradients without = new Gradients(ParameterLayout.of(blocks).size());
        Gradients with = new Gradients(without.values().length);
        try (Network network = new Network(blocks, TIME, BATCH)) {
            network.guard().limit(LIMIT);
            float[] parameters = new float[without.values().length];
            Arrays.fill(parameters, 0.1f);
            network.load(parameters);
            network.forwardBackward(batch(blocks, batch -> weigh(batch, 0f)), without);
            network.forwardBackward(batch(blocks, batch -> batch.inputs()[BAD * 4] = value), with);
        }
        assertThat(with.values()).isEqualTo(without.values());
        assertThat(with.sequences()).isEqualTo(BATCH - 1);
    }

    /** An input that the head sees, and whose weights there are small, has a large gradient and small outputs. */
    @Test
    void anInputThatSkipsTheLayersCountsForTheNormOfItsWindow() {
        HeadSpec head = new HeadSpec(1, new LossSpec.Mse(), HeadSpec.Skip.INPUTS);
        ModelSpec skipping = new ModelSpec(new InputSpec.Features(3), spec(GRU).layers(), head);
        Gradients with = new Gradients(ParameterLayout.of(skipping).size());
        try (Network network = new Network(skipping, TIME, BATCH)) {
            network.guard().limit(LIMIT);
            network.forwardBackward(batch(GRU, batch -> batch.inputs()[BAD * 3] = 1e6f), with);
            assertThat(network.guard().factor(BAD)).isLessThan(1f);
        }
        double most = 0;
        for (float value : with.values()) {
            most = Math.max(most, Math.abs(value));
        }
        assertThat(most).isLessThanOrEqualTo(LIMIT * TIME * BATCH);
    }

    private static ModelSpec spec(LayerSpec layer) {
        return new ModelSpec(
                new InputSpec.Features(3),
                List.of(layer, new LayerSpec.Gru(4, true, 0)),
                new HeadSpec(1, new LossSpec.Mse()));
    }

    private static Network network(LayerSpec layer, double limit) {
        Network network = new Network(spec(layer), TIME, BATCH);
        float[] parameters = new float[network.layout().size()];
        Random random = new Random(5);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) (0.4 * random.nextGaussian());
        }
        network.load(parameters);
        network.guard().limit(limit);
        return network;
    }

    private static Minibatch batch(LayerSpec layer, Consumer<Minibatch> change) {
        return batch(spec(layer), change);
    }

    private static Minibatch batch(ModelSpec spec, Consumer<Minibatch> change) {
        Minibatch batch = new Minibatch(spec, TIME, BATCH);
        batch.reset(TIME, BATCH);
        Random random = new Random(6);
        for (float[] values : List.of(batch.inputs(), batch.targets())) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
        }
        Arrays.fill(batch.weights(), 1f);
        change.accept(batch);
        return batch;
    }

    private static Gradients train(LayerSpec layer, double limit, Consumer<Minibatch> change) {
        try (Network network = network(layer, limit)) {
            Gradients gradients = new Gradients(network.layout().size());
            network.forwardBackward(batch(layer, change), gradients);
            return gradients;
        }
    }

    private static void weigh(Minibatch batch, float weight) {
        for (int t = 0; t < TIME; t++) {
            batch.weights()[t * BATCH + BAD] = weight;
        }
    }

    private static void scaleTargets(Minibatch batch, float factor) {
        for (int i = 0; i < batch.targets().length; i++) {
            batch.targets()[i] *= factor;
        }
    }
}
