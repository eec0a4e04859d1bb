package io.backflow.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CocobTest {

    /** Algorithm 2 of the paper as it is printed there, in double precision. */
    private static double[] reference(double alpha, double start, double[] gradients) {
        double[] path = new double[gradients.length];
        double l = 0;
        double sum = 0;
        double reward = 0;
        double theta = 0;
        double w = start;
        for (int t = 0; t < gradients.length; t++) {
            double negative = -gradients[t];
            l = Math.max(l, Math.abs(negative));
            sum += Math.abs(negative);
            reward = Math.max(reward + (w - start) * negative, 0);
            theta += negative;
            w = start + theta / (l * Math.max(sum + l, alpha * l)) * (l + reward);
            path[t] = w;
        }
        return path;
    }

    @Test
    void thePathIsThatOfThePaper() {
        Random random = new Random(4);
        double[] gradients =
                random.doubles(500, -1, 1.3).map(g -> (float) (g * g * g)).toArray();
        double[] expected = reference(100, 0.25, gradients);
        float[] parameter = {0.25f};
        float[] slots = new float[5];
        for (int t = 0; t < gradients.length; t++) {
            new Cocob(100).update(parameter, new float[] {(float) gradients[t]}, slots, t, 1);
            assertThat((double) parameter[0])
                    .as("step %d", t)
                    .isCloseTo(expected[t], within(1e-5 * Math.max(1, Math.abs(expected[t]))));
        }
    }

    @Test
    void theScaleOfTheGradientsMakesNoDifference() {
        float[] small = {1f};
        float[] large = {1f};
        float[] smallSlots = new float[5];
        float[] largeSlots = new float[5];
        for (int t = 0; t < 300; t++) {
            float gradient = small[0] > -2 ? 1f / 1024 : -1f / 1024;
            Cocob.DEFAULT.update(small, new float[] {gradient}, smallSlots, t, 1);
            Cocob.DEFAULT.update(large, new float[] {gradient * 1024 * 1024}, largeSlots, t, 1);
            assertThat(large[0]).isCloseTo(small[0], within(1e-4f));
        }
        assertThat(small[0]).isCloseTo(-2f, within(0.3f));
    }

    @ParameterizedTest
    @ValueSource(floats = {0.001f, 0.1f, 10, 1000})
    void aMinimumIsFoundHoweverFarItIs(float minimum) {
        float[] parameter = {0};
        float[] slots = new float[5];
        double mean = 0;
        int steps = 20_000;
        for (int t = 0; t < steps; t++) {
            Cocob.DEFAULT.update(parameter, new float[] {parameter[0] < minimum ? -1 : 1}, slots, t, 1);
            mean += (parameter[0] - mean) / (t + 1);
        }
        assertThat(mean).isCloseTo(minimum, within(0.05 * minimum + 0.001));
    }

    @Test
    void whereNoGradientCameNothingMoves() {
        float[] parameters = {1, 1};
        float[] slots = new float[10];
        for (int t = 0; t < 3; t++) {
            Cocob.DEFAULT.update(parameters, new float[] {0, 1}, slots, t, 1);
        }
        assertThat(parameters[0]).isEqualTo(1);
        assertThat(parameters[1]).isLessThan(1);
    }
}
