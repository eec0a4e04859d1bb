package io.backflow.lab.demo;

import java.nio.file.Path;

/**
 * What a run of the demo decides.
 *
 * @param seed of the fresh parameters and of the order of the storms
 * @param epochs times that the training storms are replayed
 * @param mode how the two workers agree on one model
 * @param replay past windows that are trained beside each new one; 0: none
 * @param output folder for what is learnt
 * @param dashboard whether a page in the browser shows how it goes
 */
public record DemoSettings(long seed, int epochs, Mode mode, int replay, Path output, boolean dashboard) {

    /** Windows that are kept of each storm, which has six at most in an epoch. */
    public static final int MOST_KEPT = 64;

    /** How workers agree on one model. */
    public enum Mode {
        /** Rounds of event time, one update each; the seed decides every bit. */
        SYNCHRONOUS,
        /** No worker waits for another worker. */
        ASYNCHRONOUS
    }

    public DemoSettings {
        if (epochs < 1 || epochs > 1000) {
            throw new IllegalArgumentException("--epochs is " + epochs + "; choose from 1 to 1000");
        }
        if (replay < 0 || replay > MOST_KEPT) {
            throw new IllegalArgumentException("--replay is " + replay + "; choose from 0 to " + MOST_KEPT);
        }
    }
}
