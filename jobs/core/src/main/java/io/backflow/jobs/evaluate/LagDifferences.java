package io.backflow.jobs.evaluate;

/** Mean squared differences between rows of one sequence that are 1, 2, … rows apart. Not thread-safe. */
final class LagDifferences {

    /** A lag with fewer pairs of rows says nothing. */
    private static final long FEWEST = 30;

    /** Nor does one that only the longest episodes have: of the pairs of neighbours it needs such a share. */
    private static final double SHARE = 0.1;

    /** Rows a period apart are more alike than rows of some shorter lag at least by so much. */
    private static final double DIP = 0.8;

    /** A longer period has to be better by so much, since each multiple of a period is one too. */
    private static final double BETTER = 0.95;

    /** Differences below it are those of rounding. */
    private static final double SAME = 1e-9;

    private final int width;
    private final int lags;
    private final double[] sums;
    private final long[] pairs;
    private final RunningScale spread;

    /**
     * @param width columns
     * @param longest period that is looked for
     */
    LagDifferences(int width, int longest) {
        this.width = width;
        lags = longest + 1;
        sums = new double[lags * width];
        pairs = new long[lags * width];
        spread = new RunningScale(width);
    }

    /** Rows that a history has to keep for it. */
    int reach() {
        return lags + 1;
    }

    /** Compares the newest row with those before it. */
    void add(History history) {
        spread.add(history);
        for (int lag = 1; lag <= lags && history.has(lag); lag++) {
            for (int c = 0; c < width; c++) {
                double difference = history.truth(c) - history.at(lag, c);
                if (!Double.isNaN(difference)) {
                    int at = (lag - 1) * width + c;
                    sums[at] += difference * difference;
                    pairs[at]++;
                }
            }
        }
    }

    /** The lag at which rows are most alike, of those more alike than one row nearer and one further; 0: none. */
    int period() {
        double[] deviation = spread.deviation();
        int best = 0;
        double most = mean(1, deviation);
        for (int lag = 2; lag < lags; lag++) {
            double here = mean(lag, deviation);
            most = Math.max(most, here);
            boolean least = here < DIP * most && here < mean(lag - 1, deviation) && here <= mean(lag + 1, deviation);
            if (least && (best == 0 || here < BETTER * mean(best, deviation) - SAME)) {
                best = lag;
            }
        }
        return best;
    }

    /** NaN, which is neither less nor more than anything, where there are too few pairs. */
    private double mean(int lag, double[] deviation) {
        double sum = 0;
        for (int c = 0; c < width; c++) {
            int at = (lag - 1) * width + c;
            if (pairs[at] < Math.max(FEWEST, SHARE * pairs[c])) {
                return Double.NaN;
            }
            sum += sums[at] / pairs[at] / (deviation[c] * deviation[c]);
        }
        return sum / width;
    }
}
