package io.backflow.jobs.evaluate;

/**
 * Linear regression with an intercept by its normal equations, in double precision, from examples that are seen once:
 * {@code y = a + B z}, with {@code z [n]} and {@code y [m]}.
 *
 * <p>Second moments are summed about the means (Welford's recurrence), so that no large mean costs digits. {@code B} is
 * the solution of {@code (S_zz / N + r D) B' = S_zy / N}, where {@code D} is the diagonal of {@code S_zz / N} and
 * {@code r} = {@value #RIDGE}: the ridge makes columns that depend on others harmless, does not depend on units, and
 * changes nothing that is seen otherwise. Solved by a Cholesky factorisation. Not thread-safe.
 */
final class LeastSquares {

    private static final double RIDGE = 1e-9;

    private final int inputs;
    private final int outputs;
    private final double[] mean;
    private final double[] delta;
    private final double[][] moments;
    private long examples;

    /**
     * @param inputs {@code n}
     * @param outputs {@code m}
     */
    LeastSquares(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        mean = new double[inputs + outputs];
        delta = new double[inputs + outputs];
        moments = new double[inputs][inputs + outputs];
    }

    /** Adds an example: {@code z}, and then {@code y}. */
    void add(double[] example) {
        examples++;
        for (int i = 0; i < mean.length; i++) {
            delta[i] = example[i] - mean[i];
            mean[i] += delta[i] / examples;
        }
        double weight = (examples - 1.0) / examples;
        for (int i = 0; i < inputs; i++) {
            double scaled = weight * delta[i];
            for (int j = i; j < delta.length; j++) {
                moments[i][j] += scaled * delta[j];
            }
        }
    }

    long examples() {
        return examples;
    }

    /** The coefficients, {@code [m][1 + n]}: the intercept, then one for each input. */
    double[][] solve() {
        double[][] lower = factor();
        double[][] coefficients = new double[outputs][];
        for (int k = 0; k < outputs; k++) {
            coefficients[k] = coefficients(lower, k);
        }
        return coefficients;
    }

    /** {@code L} with {@code L L' = S_zz / N + r D}; an input that never moves has no row. */
    private double[][] factor() {
        double[][] lower = new double[inputs][inputs];
        for (int j = 0; j < inputs; j++) {
            double left = moments[j][j] / examples * (1 + RIDGE);
            double scale = left;
            for (int k = 0; k < j; k++) {
                left -= lower[j][k] * lower[j][k];
            }
            lower[j][j] = left > scale * Math.ulp(1.0) ? Math.sqrt(left) : 0;
            for (int i = j + 1; i < inputs && lower[j][j] > 0; i++) {
                double sum = moments[j][i] / examples;
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = sum / lower[j][j];
            }
        }
        return lower;
    }

    private double[] coefficients(double[][] lower, int output) {
        double[] x = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            double sum = moments[i][inputs + output] / examples;
            for (int k = 0; k < i; k++) {
                sum -= lower[i][k] * x[k];
            }
            x[i] = lower[i][i] > 0 ? sum / lower[i][i] : 0;
        }
        for (int i = inputs - 1; i >= 0; i--) {
            double sum = x[i];
            for (int k = i + 1; k < inputs; k++) {
                sum -= lower[k][i] * x[k];
            }
            x[i] = lower[i][i] > 0 ? sum / lower[i][i] : 0;
        }
        double[] coefficients = new double[1 + inputs];
        coefficients[0] = mean[inputs + output];
        for (int i = 0; i < inputs; i++) {
            coefficients[1 + i] = x[i];
            coefficients[0] -= x[i] * mean[i];
        }
        return coefficients;
    }
}
