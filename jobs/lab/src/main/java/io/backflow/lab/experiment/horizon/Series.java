package io.backflow.lab.experiment.horizon;

/** Sequences side by side, one number in and one target a step. */
public interface Series {

    int sequences();

    float input(int sequence, int step);

    float target(int sequence, int step);

    /** 0 where there is nothing to learn or to score yet. */
    float weight(int sequence, int step);

    /** Whether the sequences end after {@code step}, and others begin. */
    default boolean endsAfter(int step) {
        return false;
    }
}
