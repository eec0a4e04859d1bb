package io.backflow.jobs.evaluate;

/** Mean and deviation of each column over the rows so far (Welford's recurrence). Not thread-safe. */
final class RunningScale {

    private final double[] mean;
    private final double[] squares;
    private final long[] count;

    RunningScale(int width) {
        mean = new double[width];
        squares = new double[width];
        count = new long[width];
    }

    /** Counts the newest row of {@code history}, as far as it is known. */
    void add(History history) {
        for (int c = 0; c < mean.length; c++) {
            double value = history.truth(c);
            if (Double.isNaN(value)) {
                continue;
            }
            count[c]++;
            double before = value - mean[c];
            mean[c] += before / count[c];
            squares[c] += before * (value - mean[c]);
        }
    }

    /** Population standard deviation of each column; 1 where it does not move, or was never seen. */
    double[] deviation() {
        double[] deviation = new double[mean.length];
        for (int c = 0; c < deviation.length; c++) {
            double variance = count[c] == 0 ? 0 : squares[c] / count[c];
            deviation[c] = variance > 0 ? Math.sqrt(variance) : 1;
        }
        return deviation;
    }
}
