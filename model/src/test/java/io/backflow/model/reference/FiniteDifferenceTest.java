package io.backflow.model.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.Gradients;
import io.backflow.model.network.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients in single precision against central differences of the reference in double precision. */
final class FiniteDifferenceTest {

    /**
     * The differences themselves are good to about 1e-9; the rest is single precision: sums whose terms are as large as
     * the largest element of the gradient, and may cancel.
     */
    private static final double TOLERANCE = 3e-5;

    private static final double H = 1e-5;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void everyCellAgreesUnderEveryLoss(int cell) {
        for (int loss = 0; loss < 6; loss++) {
            check(RandomCase.of(100 + 7 * cell + loss, cell, loss), "cell " + cell + ", loss " + loss);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void randomStacksAgree(long block) {
        for (long seed = block * 10; seed < (block + 1) * 10; seed++) {
            check(RandomCase.of(seed), "seed " + seed);
        }
    }

    /** The head's kernel is read as its transpose where that is no slower than a transposed copy. */
    @ParameterizedTest
    @ValueSource(ints = {256, 257})
    void aHeadOfManyUnitsAgrees(int classes) {
        check(RandomCase.ofClasses(5, classes), classes + " classes");
    }

    private static void check(RandomCase random, String what) {
        ReferenceNetwork reference = new ReferenceNetwork(random.spec());
        double[] parameters = doubles(random.parameters(), random.parameters().length);
        float[] state = random.stateCotangent().clone();
        double[] cotangent = doubles(state, state.length);
        double[] initial = doubles(random.batch().initialState(), state.length);
        Gradients gradients = new Gradients(parameters.length);
        try (Network network = new Network(
                random.spec(), random.batch().timeCapacity(), random.batch().batchCapacity())) {
            network.load(random.parameters());
            network.forwardBackward(random.batch(), gradients, state);
        }
        double loss = reference.objective(parameters, random.batch(), initial, new double[state.length]);
        double scale = largest(gradients.values());
        near(what + ", loss", gradients.lossSum(), loss, scale);
        for (int i = 0; i < parameters.length; i++) {
            double centre = parameters[i];
            parameters[i] = centre + H;
            double above = reference.objective(parameters, random.batch(), initial, cotangent);
            parameters[i] = centre - H;
            double below = reference.objective(parameters, random.batch(), initial, cotangent);
            parameters[i] = centre;
            near(
                    what + ", parameter " + i + " of " + random.spec(),
                    gradients.values()[i],
                    (above - below) / (2 * H),
                    scale);
        }
        for (int i = 0; i < initial.length; i++) {
            double centre = initial[i];
            initial[i] = centre + H;
            double above = reference.objective(parameters, random.batch(), initial, cotangent);
            initial[i] = centre - H;
            double below = reference.objective(parameters, random.batch(), initial, cotangent);
            initial[i] = centre;
            near(what + ", initial state " + i, state[i], (above - below) / (2 * H), scale);
        }
    }

    private static void near(String what, double actual, double expected, double scale) {
        assertThat(Math.abs(actual - expected))
                .as("%s: %s, expected %s", what, actual, expected)
                .isLessThanOrEqualTo(TOLERANCE * Math.max(scale, Math.abs(expected)));
    }

    private static double largest(float[] values) {
        double largest = 1;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double[] doubles(float[] values, int n) {
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = values[i];
        }
        return out;
    }
}
