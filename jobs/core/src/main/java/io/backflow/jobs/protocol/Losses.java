package io.backflow.jobs.protocol;

/**
 * Prequential losses of some windows.
 *
 * @param sum weight times loss, summed
 * @param weight weights, summed; 0 where nothing had a loss
 */
public record Losses(double sum, double weight) {

    /** Of no windows. */
    public static final Losses NONE = new Losses(0, 0);

    /** Those of the windows that {@code totals} count. */
    static Losses of(TrainingTotals totals) {
        return totals.weightSum() == 0 ? NONE : new Losses(totals.lossSum(), totals.weightSum());
    }

    /** Both together. */
    Losses plus(Losses more) {
        return new Losses(sum + more.sum, weight + more.weight);
    }
}
