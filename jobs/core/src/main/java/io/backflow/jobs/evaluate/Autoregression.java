package io.backflow.jobs.evaluate;

/**
 * An autoregression of order {@code p}, by least squares over all rows that may be learnt from: {@code x(t+h) = a +
 * B1 x(t) + … + Bp x(t-p+1)}. Up to {@value #JOINT} columns are forecast from all columns together; of more, each from
 * its own past. Needs {@code p} rows.
 */
final class Autoregression implements Baseline {

    private static final int JOINT = 32;

    private final int ahead;
    private final int width;
    private final int order;
    private final LeastSquares[] regressions;
    private final double[][] examples;
    private final double[][][] coefficients;

    /**
     * @param ahead {@code h}
     * @param width columns
     * @param order {@code p}
     */
    Autoregression(int ahead, int width, int order) {
        this.ahead = ahead;
        this.width = width;
        this.order = order;
        int parts = width <= JOINT ? 1 : width;
        int columns = width / parts;
        regressions = new LeastSquares[parts];
        examples = new double[parts][columns * order + columns];
        coefficients = new double[parts][][];
        for (int part = 0; part < parts; part++) {
            regressions[part] = new LeastSquares(columns * order, columns);
        }
    }

    @Override
    public String name() {
        return "autoregression (" + order + ")";
    }

    @Override
    public void learn(History history) {
        if (!history.has(ahead + order - 1)) {
            return;
        }
        for (int part = 0; part < regressions.length; part++) {
            double[] example = examples[part];
            int columns = width / regressions.length;
            boolean whole = past(history, part, example);
            for (int c = 0; c < columns; c++) {
                double truth = history.truth(part + c);
                example[columns * order + c] = truth;
                whole &= !Double.isNaN(truth);
            }
            if (whole) {
                regressions[part].add(example);
            }
        }
    }

    /** Writes what is known {@code ahead} rows before the newest; whether all of it is. */
    private boolean past(History history, int part, double[] into) {
        int columns = width / regressions.length;
        boolean whole = true;
        for (int k = 0; k < order; k++) {
            for (int c = 0; c < columns; c++) {
                double value = history.at(ahead + k, part + c);
                into[k * columns + c] = value;
                whole &= !Double.isNaN(value);
            }
        }
        return whole;
    }

    @Override
    public boolean fit() {
        for (int part = 0; part < regressions.length; part++) {
            int numbers = width / regressions.length * order + 1;
            if (regressions[part].examples() <= numbers) {
                return false;
            }
            coefficients[part] = regressions[part].solve();
        }
        return true;
    }

    @Override
    public void forecast(History history, double[] into) {
        int columns = width / regressions.length;
        for (int part = 0; part < regressions.length; part++) {
            double[] past = examples[part];
            past(history, part, past);
            for (int c = 0; c < columns; c++) {
                into[part + c] = dot(coefficients[part][c], past, columns * order);
            }
        }
    }

    private static double dot(double[] coefficients, double[] past, int inputs) {
        double sum = coefficients[0];
        for (int i = 0; i < inputs; i++) {
            sum += coefficients[1 + i] * past[i];
        }
        return sum;
    }
}
