package io.backflow.jobs.sequence;

/**
 * A sequence ID's steps from a first one to an end. Mutable; belongs to one key.
 *
 * <p>Episodes are distinguished by event time: the steps of an episode are newer than all that was taken of the one
 * before it. A step that is not is a repetition, or came too late.
 */
public final class Episode {

    /** Event time before which no step of this episode lies; {@link Long#MAX_VALUE} before a first episode's first. */
    public long began = Long.MAX_VALUE;

    /** Event time of the newest step taken; {@link Long#MIN_VALUE} before the first. */
    public long until = Long.MIN_VALUE;

    /** The step that comes next; everything before it was taken or given up. */
    public long nextStep;

    /** Whether event time has passed the end of its session: the next step taken begins another one. */
    public boolean over;

    /** Step numbers that were given up as missing. */
    public final SkippedSteps skipped = new SkippedSteps();

    public Episode() {}

    Episode(long began) {
        this.began = began;
    }

    /** Becomes equal to {@code from}, and shares nothing with it. */
    public void become(Episode from) {
        began = from.began;
        until = from.until;
        nextStep = from.nextStep;
        over = from.over;
        skipped.become(from.skipped);
    }

    /** Whether nothing has been taken or given up yet. */
    boolean isFresh() {
        return nextStep == 0;
    }

    /** Whether {@code step} belongs here or still before, where {@code next} is the episode after this one. */
    boolean isBefore(Episode next, Step step) {
        return step.eventTime() <= until || step.eventTime() < next.began && step.step() >= nextStep;
    }

    /** Whether {@code step}, which belongs here and whose number has had its turn, was certainly taken. */
    boolean hasTaken(Step step) {
        return step.eventTime() >= began && step.step() < nextStep && !skipped.contains(step.step());
    }
}
