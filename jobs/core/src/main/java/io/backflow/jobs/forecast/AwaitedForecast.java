package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;

/**
 * A forecast whose truth has not come.
 *
 * @param step the newest step it knew
 * @param outputs the head's outputs, {@code [O]}
 * @param madeAt milliseconds since the epoch, by the worker's clock
 * @param widths logarithms of the factors that its intervals are wider by than the head says, one for each target;
 *     empty: none
 */
public record AwaitedForecast(Step step, float[] outputs, long madeAt, float[] widths) {

    private static final float[] AS_SAID = {};

    /** With intervals as the head says. */
    public AwaitedForecast(Step step, float[] outputs, long madeAt) {
        this(step, outputs, madeAt, AS_SAID);
    }

    /** The same with other {@code widths}. */
    public AwaitedForecast with(float... others) {
        return new AwaitedForecast(step, outputs, madeAt, others);
    }
}
