package io.backflow.jobs.controller;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a training job gets commands from. */
public interface ControlFeed extends Serializable {

    /** Instead of parameters, for commands that need none. */
    float[] NO_PARAMETERS = {};

    /** What a feed sends, one call after another, on a thread of the feed's; each call may wait. */
    interface Receiver {

        /** Reading begins there: for each partition the offset of its next command. */
        void positions(Map<Integer, Long> next) throws InterruptedException;

        /**
         * A command to this job.
         *
         * @param parameters the flat vector, for {@link Command.Kind#ROLL_BACK}; else {@link #NO_PARAMETERS}
         */
        void command(Command command, float[] parameters) throws InterruptedException;

        /** A command that this job cannot carry out, or a record that is none, for a reason in a sentence. */
        void refused(CommandId id, Command.Kind kind, String reason) throws InterruptedException;

        /** Nothing follows, for this reason. */
        void failed(RuntimeException reason);
    }

    /**
     * Begins to send.
     *
     * @param next for each partition the offset of its next command; a partition that is not named is read from its
     *     beginning. Null: of no partition anything is known, and commands are new since the feed was made
     * @return ends it; no thread is left behind
     */
    AutoCloseable open(@Nullable Map<Integer, Long> next, Receiver receiver);

    /** No commands. */
    static ControlFeed none() {
        return (next, receiver) -> () -> {};
    }
}
