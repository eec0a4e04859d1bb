package io.backflow.jobs.sequence;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The target or the class of a step, known later than the step and brought by a record of its own.
 *
 * @param sequenceId the sequence
 * @param step the step's number; {@link Step#NONE} where order is by event time
 * @param stepTime the step's event time in milliseconds since the epoch; {@link #UNKNOWN} where the record does not
 *     name it, and steps are numbered
 * @param eventTime when it became known, in milliseconds since the epoch
 * @param target the values that the network should have predicted; null where it is a class
 * @param label the class, else {@link Step#NONE}
 * @param weight weight of the step's loss; NaN: that of the step
 */
public record StepLabel(
        String sequenceId, long step, long stepTime, long eventTime, float @Nullable [] target, int label, float weight)
        implements Arrival {

    /** The record does not name the step's event time. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    /** What {@code step} brought itself, as if it had come alone. */
    static StepLabel of(Step step) {
        return new StepLabel(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                step.eventTime(),
                step.target(),
                step.label(),
                Float.NaN);
    }

    /** None: {@code step} has waited in vain. */
    static StepLabel none(Step step) {
        return new StepLabel(
                step.sequenceId(), step.step(), step.eventTime(), step.eventTime(), null, Step.NONE, Float.NaN);
    }

    /** The same, of {@code of} and no other. */
    StepLabel of(Step of, long knownAt) {
        return new StepLabel(sequenceId, of.step(), of.eventTime(), knownAt, target, label, weight);
    }

    /** Whether it says anything. */
    public boolean hasTarget() {
        return target != null || label != Step.NONE;
    }

    /** Whether it may be of {@code other}: what it names is that step's, and it is not older than that. */
    boolean mayBeOf(Step other) {
        return (step == Step.NONE || step == other.step()) && mayBeOf(other.eventTime());
    }

    /** Whether it may be of a step of its number that has this event time. */
    boolean mayBeOf(long time) {
        return stepTime == UNKNOWN ? time <= eventTime : time == stepTime;
    }

    /** Whether it says the same of its step as {@code other} does of the same step. */
    boolean agrees(StepLabel other) {
        return label == other.label && Arrays.equals(target, other.target) && Float.compare(weight, other.weight) == 0;
    }

    /** {@code unlabelled} with it. */
    Step joinedTo(Step unlabelled) {
        return unlabelled.labelled(target, label, Float.isNaN(weight) ? unlabelled.weight() : weight);
    }
}
