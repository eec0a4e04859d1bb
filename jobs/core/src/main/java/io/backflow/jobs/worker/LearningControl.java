package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureSums;

/** What commands, and alarms of drift, have changed about how a worker learns. Not thread-safe. */
public final class LearningControl {

    /** Instead of a rate: the configured schedule applies. */
    public static final double BY_SCHEDULE = Double.NaN;

    private final WorkerDrift drift;
    private boolean paused;
    private double rate = BY_SCHEDULE;
    private long stepsPaused;

    /** Of a worker whose run's loss is not watched. */
    public LearningControl() {
        this(new WorkerDrift());
    }

    LearningControl(WorkerDrift drift) {
        this.drift = drift;
    }

    /** The losses of groups, and the reactions to alarms. */
    WorkerDrift drift() {
        return drift;
    }

    /** From now on windows are trained as ever, and their gradients are dropped; or no longer. */
    public void pause(boolean pause) {
        paused = pause;
    }

    /** Local optimizers learn at {@code newRate}, or {@link #BY_SCHEDULE}. */
    public void learningRate(double newRate) {
        rate = newRate;
    }

    public boolean paused() {
        return paused;
    }

    /** The rate that a command has set, or {@link #BY_SCHEDULE}. */
    public double learningRate() {
        return rate;
    }

    /** Whether a command has changed anything that still holds. */
    public boolean changed() {
        return paused || !Double.isNaN(rate);
    }

    /** What still holds, in a sentence for the operator of the job. */
    @Override
    public String toString() {
        String speed = Double.isNaN(rate) ? "the learning rate is the schedule's" : "the learning rate is " + rate;
        return (paused ? "learning is paused" : "learning is not paused") + ", and " + speed;
    }

    /** Steps that were trained while learning was paused, and so not learnt. */
    public long stepsPaused() {
        return stepsPaused;
    }

    /**
     * The learning rate where the schedule says {@code scheduled}; a rate that a command has set is not raised.
     *
     * @param update number of the update in the run
     */
    double rate(double scheduled, long update) {
        return Double.isNaN(rate) ? scheduled * drift.rateFactor(update) : rate;
    }

    /** What is learnt of {@code features}. */
    FeatureSums learnt(FeatureSums features) {
        return paused ? FeatureSums.NONE : features;
    }

    /** Counts what was {@code trained}, where it is not learnt. */
    void count(TrainingTotals trained) {
        stepsPaused += paused ? trained.steps() : 0;
    }
}
