package io.backflow.jobs.sequence;

import org.jspecify.annotations.Nullable;

/**
 * What a sequence's past says of the features of one of its steps. It is fixed when the step is taken, and contains
 * nothing of later steps.
 *
 * @param scale of the step's features, and of all that is forecast after it; null: that of the job
 * @param age by feature, the time since it came last, in mean intervals between the sequence's steps: 0 where it came
 *     with the step, above 0 where its value is filled in; null where no features are filled in
 * @param time when the step is; null where the network does not see times
 */
public record StepContext(
        @Nullable FeatureScale scale,
        float @Nullable [] age,
        @Nullable StepTime time) {

    /** Of a network that does not see times. */
    public StepContext(@Nullable FeatureScale scale, float @Nullable [] age) {
        this(scale, age, null);
    }
}
