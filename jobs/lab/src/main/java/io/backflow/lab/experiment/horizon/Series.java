package io.backflow.lab.experiment.horizon;

/** Sequences side by side, an input and one target a step. */
public interface Series {

    int sequences();

    /** Numbers in an input. */
    default int width() {
        return 1;
    }

    /** The number in {@code column} of the input. */
    float input(int sequence, int step, int column);

    /** What is to be said: a number, or that of a class. */
    float target(int sequence, int step);

    /** 0 where there is nothing to learn or to score yet. */
    float weight(int sequence, int step);

    /** Whether the sequences end after {@code step}, and others begin. */
    default boolean endsAfter(int step) {
        return false;
    }
}
