package io.backflow.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.Gradients;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.horizon.BackwardSweep;
import io.backflow.model.horizon.OnlineCredit;
import io.backflow.model.horizon.OnlineMethod;
import io.backflow.model.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sequences fed in parts, at random borders, against central differences and against the unsplit gradient. */
final class CutTest {

    /** Single precision, relative to the largest element of the gradient. */
    private static final double SPLIT = 1e-5;

    /** As in {@link FiniteDifferenceTest}. */
    private static final double DIFFERENCE = 3e-5;

    private static final double H = 1e-5;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void fullAnyCutGivesTheGradientOfTheUnsplitSequence(int block) {
        for (int i = 0; i < 20; i++) {
            long seed = 1_000 + 20L * block + i;
            RandomCase random = RandomCase.of(seed);
            Gradients split = full(random, new Random(seed));
            Gradients unsplit = unsplit(random);
            near("seed " + seed, split.values(), doubles(unsplit.values()), SPLIT);
            assertThat(split.lossSum()).isCloseTo(unsplit.lossSum(), within(unsplit.lossSum()));
            assertThat(split.sequences()).isEqualTo(unsplit.sequences());
            assertThat(split.weightSum()).isCloseTo(unsplit.weightSum(), within(unsplit.weightSum()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void fullAgreesWithDifferencesThroughTheBorders(int cell) {
        for (int loss = 0; loss < 6; loss++) {
            RandomCase random = RandomCase.of(500 + 7 * cell + loss, cell, loss);
            near("cell " + cell, full(random, new Random(loss)).values(), differences(random), DIFFERENCE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void onlineAnyCutOfOneLayerGivesTheGradientOfTheUnsplitSequence(int cell) {
        for (long seed = 0; seed < 40; seed++) {
            RandomCase random = RandomCase.of(2_000 + 40L * cell + seed, cell, (int) (seed % 6));
            if (random.spec().input() instanceof InputSpec.Features) {
                float[] split =
                        online(random, OnlineMethod.RTRL, new Random(seed)).values();
                near(
                        "cell " + cell + " seed " + seed,
                        split,
                        doubles(unsplit(random).values()),
                        SPLIT);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void onlineAgreesWithDifferencesThroughTheBorders(int cell) {
        for (long seed = 0; seed < 6; seed++) {
            RandomCase random = RandomCase.of(600 + 7 * cell + seed, cell, (int) seed);
            if (random.spec().input() instanceof InputSpec.Features) {
                float[] gradient =
                        online(random, OnlineMethod.RTRL, new Random(seed)).values();
                near("cell " + cell + " seed " + seed, gradient, differences(random), DIFFERENCE);
            }
        }
    }

    /** With one unit, or a diagonal layer, nothing is left out. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 6, 7})
    void snap1IsExactWhereNoUnitReachesAnother(int cell) {
        int compared = 0;
        for (long seed = 0; seed < 200; seed++) {
            RandomCase random = RandomCase.of(3_000 + 200L * cell + seed, cell, 0);
            LayerSpec layer = random.spec().layers().get(0);
            boolean alone = layer.units() == 1 || layer.elementwise();
            if (alone && random.spec().input() instanceof InputSpec.Features) {
                float[] split =
                        online(random, OnlineMethod.SNAP1, new Random(seed)).values();
                near(
                        "cell " + cell + " seed " + seed,
                        split,
                        doubles(unsplit(random).values()),
                        SPLIT);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    private static Gradients unsplit(RandomCase random) {
        Gradients gradients = new Gradients(random.parameters().length);
        try (Network network = network(random)) {
            network.forwardBackward(random.batch(), gradients);
        }
        return gradients;
    }

    private static Gradients full(RandomCase random, Random cuts) {
        ModelSpec spec = random.spec();
        Minibatch part = new Minibatch(
                spec, random.batch().timeCapacity(), random.batch().batchCapacity());
        Cut cut = Cut.random(spec, random.batch(), cuts);
        Gradients gradients = new Gradients(random.parameters().length);
        try (Network network = network(random)) {
            List<float[]> starts = new ArrayList<>();
            float[] state = random.batch().initialState().clone();
            for (int i = 0; i < cut.parts(); i++) {
                starts.add(state);
                cut.fill(i, part, state);
                network.forward(part);
                state = Arrays.copyOf(network.outputs().finalState(), state.length);
            }
            new BackwardSweep(network, part)
                    .sweep(
                            cut.parts(),
                            (fromEnd, batch) -> {
                                int index = cut.parts() - 1 - fromEnd;
                                cut.fill(index, batch, starts.get(index));
                            },
                            gradients);
        }
        return gradients;
    }

    private static Gradients online(RandomCase random, OnlineMethod method, Random cuts) {
        ModelSpec spec = random.spec();
        Minibatch part = new Minibatch(
                spec, random.batch().timeCapacity(), random.batch().batchCapacity());
        Cut cut = Cut.random(spec, random.batch(), cuts);
        Gradients gradients = new Gradients(random.parameters().length);
        try (Network network = network(random);
                OnlineCredit online =
                        new OnlineCredit(spec, method, random.batch().batchCapacity())) {
            online.load(random.parameters());
            List<float[]> influences = new ArrayList<>();
            for (int b = 0; b < random.batch().batch(); b++) {
                influences.add(new float[online.influenceSize()]);
            }
            float[] state = random.batch().initialState().clone();
            for (int i = 0; i < cut.parts(); i++) {
                cut.fill(i, part, state);
                online.train(network, part, influences, gradients);
                state = Arrays.copyOf(network.outputs().finalState(), state.length);
            }
        }
        return gradients;
    }

    private static Network network(RandomCase random) {
        Network network = new Network(
                random.spec(), random.batch().timeCapacity(), random.batch().batchCapacity());
        network.load(random.parameters());
        return network;
    }

    private static double[] differences(RandomCase random) {
        ReferenceNetwork reference = new ReferenceNetwork(random.spec());
        double[] parameters = doubles(random.parameters());
        double[] initial = doubles(random.batch().initialState());
        double[] nothing = new double[initial.length];
        double[] slope = new double[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            double centre = parameters[i];
            parameters[i] = centre + H;
            double above = reference.objective(parameters, random.batch(), initial, nothing);
            parameters[i] = centre - H;
            double below = reference.objective(parameters, random.batch(), initial, nothing);
            parameters[i] = centre;
            slope[i] = (above - below) / (2 * H);
        }
        return slope;
    }

    private static void near(String what, float[] actual, double[] expected, double tolerance) {
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s, parameter %d: %s, expected %s", what, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(tolerance * Math.max(1, scale));
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double value) {
        return org.assertj.core.data.Offset.offset(SPLIT * Math.max(1, Math.abs(value)));
    }

    private static double[] doubles(float[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }
}
