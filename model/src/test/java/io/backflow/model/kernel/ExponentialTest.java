package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class ExponentialTest {

    /** 3e-7 relative: the polynomial's own rounding, and that of the argument's reduction. */
    private static final double PERCENT = 3e-5;

    @Test
    void isExactToSinglePrecisionWhereverThatIsNormal() {
        int n = 86_001;
        float[] x = new float[n];
        for (int j = 0; j < n; j++) {
            x[j] = -j / 1000f;
        }
        float[] y = x.clone();
        Exponential.ofDifference(y, 0, new float[n], n);
        for (int j = 0; j < n; j++) {
            assertThat((double) y[j]).isCloseTo(Math.exp(x[j]), withinPercentage(PERCENT));
        }
    }

    @Test
    void vanishesWithoutBecomingZeroOrLess() {
        float[] x = {-88f, -1e30f, Float.NEGATIVE_INFINITY};
        Exponential.ofDifference(x, 0, new float[3], 3);
        assertThat(x).containsOnly(x[0]);
        assertThat(x[0]).isBetween(Float.MIN_NORMAL, 2e-38f);
    }

    @Test
    void passesOnWhatIsNotANumber() {
        float[] x = {Float.NaN, 0};
        Exponential.ofDifference(x, 0, new float[2], 2);
        assertThat(x[0]).isNaN();
        assertThat(x[1]).isEqualTo(1f);
    }
}
