package io.backflow.jobs.sequence;

import org.jspecify.annotations.Nullable;

/**
 * A label that was dropped though it was perhaps never used.
 *
 * @param sequenceId the sequence
 * @param step the step's number, below 0: none
 * @param stepTime the step's event time, or {@link StepLabel#UNKNOWN}
 * @param eventTime when it became known
 * @param target what the network should have predicted
 * @param label the class, below 0: none
 * @param weight of the step's loss; NaN: that of the step
 * @param reason why it was dropped
 */
public record LostLabel(
        String sequenceId,
        long step,
        long stepTime,
        long eventTime,
        float @Nullable [] target,
        int label,
        float weight,
        String reason) {

    /** {@code label}, dropped because of {@code verdict}. */
    public static LostLabel of(StepLabel label, LabelVerdict verdict) {
        return new LostLabel(
                label.sequenceId(),
                label.step(),
                label.stepTime(),
                label.eventTime(),
                label.target(),
                label.label(),
                label.weight(),
                verdict.name());
    }
}
