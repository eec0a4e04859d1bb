package io.backflow.jobs.protocol;

/**
 * The sum over some of a round's windows.
 *
 * @param values summed gradient or delta, belonging to the share: adding may change it; empty: no update
 * @param divisor share in what the sum over all is divided by
 * @param totals what was trained
 */
public record Share(float[] values, double divisor, TrainingTotals totals) {

    /** Of no windows. */
    public static final Share NONE = new Share(Contribution.NOTHING, 0, TrainingTotals.ZERO);

    /** The sum of both; neither may be used afterwards. */
    Share plus(Share right) {
        float[] sum = values.length == 0 ? right.values : values;
        if (values.length > 0 && right.values.length > 0) {
            Vectors.add(sum, right.values);
        }
        return new Share(sum, divisor + right.divisor, totals.plus(right.totals));
    }
}
