package io.backflow.jobs.window;

import org.jspecify.annotations.Nullable;

/**
 * The network's prediction of one step, made before the step was trained. Vectors are in the units of the stream;
 * losses are the network's own, on normalised values.
 *
 * @param sequenceId the sequence
 * @param step position in the sequence
 * @param eventTime milliseconds since the epoch
 * @param version parameter version that made the prediction
 * @param prediction the head's outputs, or those of {@code classes}
 * @param classes the indices of the outputs in {@code prediction}, the highest output first; null: all, in their order
 * @param target what came true; null where nothing is known to compare with
 * @param baseline the baseline's prediction; null where there is none
 * @param loss the step's loss before its weight; NaN without a target
 * @param baselineLoss the baseline's loss; NaN without a target or baseline
 * @param weight weight of the step's loss; 0 means that it was not trained
 */
public record PrequentialPrediction(
        String sequenceId,
        long step,
        long eventTime,
        long version,
        float[] prediction,
        int @Nullable [] classes,
        float @Nullable [] target,
        float @Nullable [] baseline,
        float loss,
        float baselineLoss,
        float weight) {}
