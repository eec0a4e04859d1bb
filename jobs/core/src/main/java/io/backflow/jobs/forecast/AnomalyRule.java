package io.backflow.jobs.forecast;

/**
 * How unusual an error is for its sequence, from 0 to 1: the anomaly likelihood of Ahmad and others ("Unsupervised
 * real-time anomaly detection for streaming data", Neurocomputing, 2017) on the scale of its logarithm. Of the errors
 * {@code e} so far,
 *
 * <pre>
 * x = sqrt(e)
 * s = s + (x - s) / min(n, 10)        the short mean, the newest error included
 * z = (s - m) / sqrt(v)               m, v: mean and variance of s over the last 1000 or so, without the newest
 * score = -log10(1e-10 + Q(z)) / 10   Q: the tail of the normal distribution
 * </pre>
 *
 * <p>The square root of a normal error's size is nearly normal, which the error itself is not, so that the tail means
 * what it says. A score of 0.5 stands for {@code Q} of 1e-5, one of 0.3 for 1e-3. Scores do not change when all errors
 * are multiplied by one number.
 */
final class AnomalyRule {

    /** Numbers that are kept of the errors of one part of a forecast: {@code n, s, m, v}. */
    static final int NUMBERS = 4;

    /** Errors before the first score. */
    static final int FIRST = 100;

    /** From here on an error counts as an anomaly. */
    static final float THRESHOLD = 0.5f;

    private static final double SHORT = 10;
    private static final double LONG = 1000;
    private static final double FLOOR = 1e-10;

    private AnomalyRule() {}

    /**
     * The score of {@code error}, which then counts among the past ones; NaN where fewer than {@value #FIRST} came
     * before.
     *
     * @param past the {@link #NUMBERS} from index {@code at} on are updated; all 0 before the first error
     * @param error finite, at least 0
     */
    static float score(double[] past, int at, double error) {
        double n = past[at] + 1;
        double mean = past[at + 2];
        double variance = past[at + 3];
        double recent = past[at + 1] + (Math.sqrt(error) - past[at + 1]) / Math.min(n, SHORT);
        double away = recent - mean;
        double share = 1 / Math.min(n, LONG);
        past[at] = n;
        past[at + 1] = recent;
        past[at + 2] = mean + share * away;
        past[at + 3] = (1 - share) * (variance + share * away * away);
        return n <= FIRST ? Float.NaN : score(away, variance);
    }

    private static float score(double away, double variance) {
        double z = away > 0 || variance > 0 ? away / Math.sqrt(variance) : 0;
        return (float) Math.max(0, -Math.log10(FLOOR + NormalTail.of(z)) / 10);
    }
}
