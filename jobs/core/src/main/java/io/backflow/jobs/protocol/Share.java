package io.backflow.jobs.protocol;

import io.backflow.jobs.sequence.FeatureSums;
import org.jspecify.annotations.Nullable;

/**
 * The sum over some windows: what is learnt from them, and what was trained.
 *
 * @param change summed gradient or delta; null if there is no update
 * @param divisor share in what the sum over all is divided by; may be above 0 without a change, as when all steps of a
 *     window are masked and windows are counted
 * @param totals what was trained
 * @param losses of what was trained
 * @param features of what was trained, where the parameters have statistics of them
 */
public record Share(
        @Nullable Change change, double divisor, TrainingTotals totals, Losses losses, FeatureSums features) {

    /** Of no windows. */
    public static final Share NONE = new Share(null, 0, TrainingTotals.ZERO);

    /** Whose losses are those of its totals. */
    public Share(@Nullable Change change, double divisor, TrainingTotals totals) {
        this(change, divisor, totals, Losses.of(totals));
    }

    /** Without statistics of features. */
    public Share(@Nullable Change change, double divisor, TrainingTotals totals, Losses losses) {
        this(change, divisor, totals, losses, FeatureSums.NONE);
    }

    /** Whether there is something to add to the parameters. */
    public boolean hasValues() {
        return change != null;
    }

    /** Whether nothing was trained. */
    public boolean isEmpty() {
        return change == null && divisor == 0 && totals.steps() == 0 && losses.weight() == 0 && features.isEmpty();
    }

    /** The same with values of its own. */
    public Share copy() {
        return change == null ? this : new Share(change.copy(), divisor, totals, losses, features);
    }

    /** The sum of both; neither may be used afterwards. */
    Share plus(Share right) {
        return new Share(
                plus(change, right.change),
                divisor + right.divisor,
                totals.plus(right.totals),
                losses.plus(right.losses),
                features.plus(right.features));
    }

    private static @Nullable Change plus(@Nullable Change left, @Nullable Change right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.plus(right);
    }
}
