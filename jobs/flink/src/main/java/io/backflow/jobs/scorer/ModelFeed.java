package io.backflow.jobs.scorer;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.protocol.VersionId;
import java.io.Serializable;
import java.util.Map;

/** Where the gate of a scoring job gets versions and commands from. */
public interface ModelFeed extends Serializable {

    /** What a feed sends, one call after another, on a thread of the feed's; each call may wait. */
    interface Receiver {

        /**
         * A version is whole. Those that were there before the feed was opened are one: the newest, or the one that the
         * job is pinned to.
         */
        void version(VersionId id, float[] values) throws InterruptedException;

        /** A version is whole that is no model of this form. */
        void unusable(VersionId id, String reason) throws InterruptedException;

        /** All that was there before the feed was opened was sent. */
        void caughtUp() throws InterruptedException;

        /** Commands are read from there: for each partition the offset of its next one. */
        void commandsFrom(Map<Integer, Long> next) throws InterruptedException;

        /** {@link Command.Kind#ROLL_BACK} or {@link Command.Kind#FOLLOW}, to this job. */
        void command(Command command) throws InterruptedException;

        /** A command that this job cannot carry out, or a record that is none, for a reason in a sentence. */
        void refused(CommandId id, Command.Kind kind, String reason) throws InterruptedException;

        /** Nothing follows, for this reason. */
        void failed(RuntimeException reason);
    }

    /**
     * Begins to send.
     *
     * @param read for each partition of commands the offset after the last one that was taken; a partition that is not
     *     named is read from its present end where the map is empty, and else from its beginning
     * @return ends it; no thread is left behind
     */
    AutoCloseable open(Map<Integer, Long> read, Receiver receiver);
}
