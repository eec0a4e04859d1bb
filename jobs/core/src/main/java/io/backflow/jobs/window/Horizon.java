package io.backflow.jobs.window;

import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.network.Network;
import java.util.List;

/** Which steps of a sequence get credit for the losses of a window, and what is kept of it for that. */
sealed interface Horizon permits TruncatedHorizon, FullHorizon, OnlineHorizon {

    /** What all horizons run on. */
    record Engine(Network network, Minibatch batch, BatchRow rows, Outliers outliers) {

        /** A gated cell adds at most 1 to its state in a step: it would take a million steps to get there. */
        private static final float LARGEST_STATE = 1e6f;

        /** A gradient through a larger influence would be left out anyway. */
        private static final float LARGEST_INFLUENCE = 1e9f;

        /** Whether what is carried of {@code sequence} may be carried on. */
        static boolean sound(SequenceState sequence) {
            return Vectors.within(sequence.recurrent, LARGEST_STATE)
                    && Vectors.within(sequence.horizon.influence, LARGEST_INFLUENCE);
        }

        /** Carries the state on; not after the sequence's last window, nor where it is not sound. */
        void carry(SequenceState sequence, Window window, long version) {
            sequence.recurrentVersion = version;
            boolean sound = sound(sequence);
            if (!sound) {
                outliers.reset(window.steps());
            }
            if (window.endsState() || !sound) {
                sequence.clearRecurrent();
            }
        }
    }

    /** Scores the network's newest predictions of a window; before any other pass. */
    @FunctionalInterface
    interface Scoring {

        /**
         * @param b row of the window in the batch
         * @param from time index of its first new step
         */
        void score(int b, int from);
    }

    static Horizon of(HorizonConfig config, Engine engine) {
        if (config instanceof HorizonConfig.Full full) {
            return new FullHorizon(engine, full.maxSteps());
        }
        if (config instanceof HorizonConfig.Online online) {
            return new OnlineHorizon(engine, online.method());
        }
        HorizonConfig.Truncated truncated = (HorizonConfig.Truncated) config;
        return new TruncatedHorizon(engine, truncated.overlap(), truncated.carry());
    }

    /** Steps that one pass runs over at most. */
    static int reach(HorizonConfig config) {
        return config instanceof HorizonConfig.Truncated truncated
                ? truncated.overlap().back()
                : config.every();
    }

    /** Past windows that the next call of {@link #train} repeats; a truncated horizon can. */
    default void replay(Replay replay) {
        if (replay != Replay.NONE) {
            throw new IllegalStateException("windows are replayed with a truncated horizon only");
        }
    }

    /**
     * Runs one window of each of {@code sequences}, learns from what is due, and carries the sequences' states on.
     *
     * @param version of the parameters
     * @return windows that were trained, or never will be
     */
    Learnt train(
            List<Window> windows, List<SequenceState> sequences, long version, Gradients gradients, Scoring scoring);

    /**
     * The windows that are now accounted for.
     *
     * @param windows whose steps were trained
     * @param cut how often credit was cut because a sequence was too long
     */
    record Learnt(List<List<Step>> windows, int cut) {}
}
