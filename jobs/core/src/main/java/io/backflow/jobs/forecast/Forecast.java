package io.backflow.jobs.forecast;

import org.jspecify.annotations.Nullable;

/**
 * What the network says after a step, before its truth.
 *
 * @param sequenceId the sequence
 * @param after the newest step that the forecast knows
 * @param about the step that it speaks of, with the event time that the last interval lets expect
 * @param said what it says
 * @param outcome what became of the forecast that spoke of step {@code after}; null where its truth did not come, or
 *     there was none
 */
public record Forecast(
        String sequenceId,
        Moment after,
        Moment about,
        Said said,
        @Nullable Outcome outcome) {

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
