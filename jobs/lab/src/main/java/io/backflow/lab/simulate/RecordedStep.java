package io.backflow.lab.simulate;

import io.backflow.jobs.sequence.Step;

/**
 * One record of a partition.
 *
 * @param number of the step among all steps
 * @param arrival when the broker received it, in milliseconds since the epoch
 * @param fate what must become of the step
 */
record RecordedStep(Step step, int number, long arrival, Fate fate) {

    /** What must become of a step, whatever the timing. */
    enum Fate {
        /** It is trained once. */
        TAKEN,
        /** It comes after its place was given up, and is dropped. */
        LATE,
        /** Its event time is too far ahead of the clocks. */
        REJECTED
    }

    boolean taken() {
        return fate == Fate.TAKEN;
    }
}
