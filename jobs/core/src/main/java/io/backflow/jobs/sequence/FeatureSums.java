package io.backflow.jobs.sequence;

/**
 * Values of features that came with some steps, added up: those of two parts can be added.
 *
 * @param values {@code [3, F]}: how many values of each feature, their sums, and the sums of their squares; empty where
 *     they are not added up, and a single number where the sums themselves are elsewhere
 */
public record FeatureSums(double[] values) {

    /** Of no steps. */
    public static final FeatureSums NONE = new FeatureSums(new double[0]);

    /** Stands for sums that are elsewhere. */
    private static final FeatureSums ELSEWHERE = new FeatureSums(new double[1]);

    /** How many numbers there are for each feature. */
    static final int NUMBERS = 3;

    /** Whether nothing was added up. */
    public boolean isEmpty() {
        return values.length == 0;
    }

    /** What is left of these where only whether there are any matters. */
    public FeatureSums elsewhere() {
        return isEmpty() ? NONE : ELSEWHERE;
    }

    /** The sum of both. */
    public FeatureSums plus(FeatureSums more) {
        if (isEmpty() || more.isEmpty()) {
            return isEmpty() ? more : this;
        }
        double[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more.values[i];
        }
        return new FeatureSums(sum);
    }
}
