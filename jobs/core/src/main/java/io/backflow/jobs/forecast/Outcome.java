package io.backflow.jobs.forecast;

import org.jspecify.annotations.Nullable;

/**
 * What became of a forecast once its truth had come. Vectors are in the units of the stream; losses are the network's
 * own, on normalised values.
 *
 * @param madeAfter number of the newest step that the forecast knew
 * @param target what came true
 * @param baseline the baseline's forecast; null where it is none of numbers
 * @param loss of the forecast, before its weight
 * @param baselineLoss the baseline's; NaN where there is none
 * @param weight of the loss
 * @param anomaly how unusual the error is for the sequence, from 0 to 1, as {@code docs/forecasts.md} defines it; NaN
 *     where that is not known
 */
public record Outcome(
        long madeAfter,
        float[] target,
        float @Nullable [] baseline,
        float loss,
        float baselineLoss,
        float weight,
        float anomaly) {}
