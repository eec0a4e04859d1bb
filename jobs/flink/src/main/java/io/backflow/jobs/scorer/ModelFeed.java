package io.backflow.jobs.scorer;

import io.backflow.jobs.protocol.VersionId;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

        /** A command to this job. */
        void command(Command command) throws InterruptedException;

        /** Nothing follows, for this reason. */
        void failed(RuntimeException reason);
    }

    /**
     * A command.
     *
     * @param kind what to do
     * @param version which version, for {@link Kind#ROLL_BACK}; null: the one before the current one
     * @param partition of the topic that it stands in
     * @param offset where in that
     */
    record Command(Kind kind, @Nullable Long version, int partition, long offset) {

        /** What a gate can be asked to do. */
        public enum Kind {
            /** Return to an earlier version and hold there. */
            ROLL_BACK,
            /** Consider newer versions again. */
            FOLLOW
        }
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
