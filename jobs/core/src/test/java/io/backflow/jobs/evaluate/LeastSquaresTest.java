package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class LeastSquaresTest {

    /** The ridge is 1e-9 of each input's variance. */
    private static final double RIDGE = 1e-5;

    @Test
    void coefficientsAreThoseOfNumpysLstsq() {
        LeastSquares regression = new LeastSquares(2, 2);
        double[][] examples = {
            {1, 1000.5, 3, -1}, {2, 1001.25, 5, 2}, {4, 999.75, 6, 0.5},
            {3, 1000, 4, 4}, {7, 1002.5, 11, 3}, {5, 998.25, 9, -2.5}
        };
        for (double[] example : examples) {
            regression.add(example);
        }

        double[][] coefficients = regression.solve();

        // numpy.linalg.lstsq of a column of ones and the inputs, in float64
        assertThat(coefficients[0]).containsExactly(new double[] {-34.08750554, 1.35334515, 0.03544528}, offset(RIDGE));
        assertThat(coefficients[1])
                .containsExactly(new double[] {-1103.65079752, 0.03170137, 1.10412051}, offset(RIDGE));
    }

    @Test
    void anInputThatRepeatsAnotherOrNeverMovesDoesNoHarm() {
        LeastSquares regression = new LeastSquares(3, 1);
        for (int i = 0; i < 10; i++) {
            regression.add(new double[] {i, i, 5, 3 + 2 * i});
        }

        double[] line = regression.solve()[0];

        assertThat(line[0] + line[1] * 20 + line[2] * 20 + line[3] * 5).isCloseTo(43, offset(1e-6));
    }
}
