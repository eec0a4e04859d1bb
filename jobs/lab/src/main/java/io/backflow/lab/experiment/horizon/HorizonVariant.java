package io.backflow.lab.experiment.horizon;

/**
 * A horizon to be tried.
 *
 * @param kind its name
 * @param every new steps a window
 * @param back steps that a gradient reaches back; 0: all of them
 */
record HorizonVariant(Kind kind, int every, int back) {

    /** The horizons. */
    enum Kind {
        /** Nothing is learnt. */
        FORWARD,
        TRUNCATED,
        /**
         * Windows that are each learnt from the zero state: Keras without {@code stateful}. Judged with the state
         * carried.
         */
        RESET,
        FULL,
        RTRL,
        SNAP1
    }

    static HorizonVariant forward(int every) {
        return new HorizonVariant(Kind.FORWARD, every, every);
    }

    static HorizonVariant truncated(int every, int back) {
        return new HorizonVariant(Kind.TRUNCATED, every, back);
    }

    static HorizonVariant reset(int every) {
        return new HorizonVariant(Kind.RESET, every, every);
    }

    /** Sequences of {@code length} steps, fed in parts of {@code every}. */
    static HorizonVariant full(int every) {
        return new HorizonVariant(Kind.FULL, every, 0);
    }

    static HorizonVariant online(Kind method) {
        return new HorizonVariant(method, 1, 0);
    }

    /** Whether each step is an update. */
    boolean isOnline() {
        return kind == Kind.RTRL || kind == Kind.SNAP1;
    }

    String label() {
        return switch (kind) {
            case FORWARD -> "forward";
            case TRUNCATED -> "truncated";
            case RESET -> "state reset";
            case FULL -> "full";
            case RTRL -> "online rtrl";
            case SNAP1 -> "online snap1";
        };
    }
}
