package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SigmoidsTest {

    /** Three units in the last place of 1, which is what the rounding of two polynomials and a division leaves. */
    private static final double ULPS = 3.6e-7;

    @Test
    void areExactToSinglePrecisionEverywhere() {
        for (double x = -30; x <= 30; x += 1e-3) {
            assertThat((double) Sigmoids.tanh((float) x)).isCloseTo(Math.tanh((float) x), within(ULPS));
            assertThat((double) Sigmoids.logistic((float) x)).isCloseTo(1 / (1 + Math.exp(-(float) x)), within(ULPS));
        }
    }

    @Test
    void neverLeaveTheirRange() {
        for (float x : new float[] {7.8f, 7.9f, 8, 15.7f, 15.9f, 100, 1e30f, Float.POSITIVE_INFINITY}) {
            assertThat(Sigmoids.tanh(x)).isBetween(0f, 1f);
            assertThat(Sigmoids.tanh(-x)).isBetween(-1f, 0f);
            assertThat(Sigmoids.logistic(x)).isBetween(0.5f, 1f);
            assertThat(Sigmoids.logistic(-x)).isBetween(0f, 0.5f);
        }
    }

    @Test
    void passOnWhatIsNotANumber() {
        assertThat(Sigmoids.tanh(Float.NaN)).isNaN();
        assertThat(Sigmoids.logistic(Float.NaN)).isNaN();
    }

    @Test
    void loopsAgreeWithTheFunctionsAtEveryLength() {
        for (int n = 1; n < 70; n++) {
            float[] x = new float[n];
            float[] bias = new float[n];
            for (int j = 0; j < n; j++) {
                x[j] = (j - n / 2) * 0.37f;
                bias[j] = j * 0.01f;
            }
            float[] tanh = x.clone();
            float[] logistic = x.clone();
            Sigmoids.tanh(tanh, bias, n);
            Sigmoids.logistic(logistic, bias, n);
            for (int j = 0; j < n; j++) {
                assertThat(tanh[j]).isEqualTo(Sigmoids.tanh(x[j] + bias[j]));
                assertThat(logistic[j]).isEqualTo(Sigmoids.logistic(x[j] + bias[j]));
            }
        }
    }
}
