package io.backflow.jobs.protocol;

/**
 * Prequential losses of some windows.
 *
 * @param sum weight times loss, summed
 * @param weight weights, summed; 0 where nothing had a loss
 * @param byGroup the same two of each group of sequences, one group after the other; empty where there are no groups,
 *     or where none had a loss
 */
public record Losses(double sum, double weight, double[] byGroup) {

    private static final double[] NO_GROUPS = {};

    /** Of no windows. */
    public static final Losses NONE = new Losses(0, 0, NO_GROUPS);

    /** Those of the windows that {@code totals} count. */
    static Losses of(TrainingTotals totals) {
        return of(totals, NO_GROUPS);
    }

    /** Those of the windows that {@code totals} count, of which those of groups are {@code byGroup}. */
    public static Losses of(TrainingTotals totals, double[] byGroup) {
        return totals.weightSum() == 0 ? NONE : new Losses(totals.lossSum(), totals.weightSum(), byGroup);
    }

    /** How many groups are in {@link #byGroup}. */
    public int groups() {
        return byGroup.length / 2;
    }

    /** Weight times loss of the group at {@code index}, summed. */
    public double sum(int index) {
        return byGroup[2 * index];
    }

    /** Weights of the group at {@code index}, summed. */
    public double weight(int index) {
        return byGroup[2 * index + 1];
    }

    /** Both together. */
    Losses plus(Losses more) {
        return new Losses(sum + more.sum, weight + more.weight, plus(byGroup, more.byGroup));
    }

    private static double[] plus(double[] left, double[] right) {
        if (left.length == 0 || right.length == 0) {
            return left.length == 0 ? right : left;
        }
        double[] both = new double[left.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = left[i] + right[i];
        }
        return both;
    }
}
