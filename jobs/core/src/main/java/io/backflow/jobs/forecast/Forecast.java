package io.backflow.jobs.forecast;

import org.jspecify.annotations.Nullable;

/**
 * What the network says after a step, before its truth.
 *
 * @param sequenceId the sequence
 * @param after the newest step that the forecast knows
 * @param about the step that it speaks of, the nearest of several, with the event time that the last interval lets
 *     expect
 * @param said what it says
 * @param outcome what became of the forecast that spoke of step {@code after} as its nearest; null where its truth did
 *     not come, or there was none
 * @param parts where it speaks of several steps; null where it speaks of one
 */
public record Forecast(
        String sequenceId,
        Moment after,
        Moment about,
        Said said,
        @Nullable Outcome outcome,
        @Nullable Parts parts) {

    /** A forecast of one step. */
    public Forecast(String sequenceId, Moment after, Moment about, Said said, @Nullable Outcome outcome) {
        this(sequenceId, after, about, said, outcome, null);
    }

    /**
     * What a forecast of several steps has besides.
     *
     * @param targetSteps the steps that it speaks of, nearest first; its targets are those of the first, then those of
     *     the second, and so on
     * @param outcomes what became of the forecasts that spoke of step {@code after}, the newest first
     */
    public record Parts(long[] targetSteps, Outcome[] outcomes) {}

    /**
     * The network's outputs.
     *
     * @param version of the parameters
     * @param madeAt milliseconds since the epoch, by the worker's clock
     * @param values the head's outputs in the units of the stream, or those of {@code classes}
     * @param classes the indices of the outputs in {@code values}, the highest output first; null: all, in their order
     * @param bounds around each target; null where the head's outputs give none
     */
    public record Said(
            long version,
            long madeAt,
            float[] values,
            int @Nullable [] classes,
            @Nullable Bounds bounds) {}

    /**
     * An interval around each target, in the units of the stream.
     *
     * @param level the share of truths that is to be inside
     * @param lower one for each target
     * @param upper one for each target
     */
    public record Bounds(double level, float[] lower, float[] upper) {}
}
