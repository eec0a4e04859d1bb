package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How workers agree on one model. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SyncConfig.Asynchronous.class, name = "asynchronous"),
    @JsonSubTypes.Type(value = SyncConfig.Synchronous.class, name = "synchronous")
})
public sealed interface SyncConfig {

    /** What a worker sends to the server. */
    Send send();

    /** How the server merges deltas; null where gradients are sent. */
    @Nullable
    OuterConfig outer();

    /** What a contribution holds. */
    enum Send {
        /** The summed gradient of some windows; the optimizer runs on the server. */
        GRADIENT,
        /** What some local optimizer steps changed; the optimizer runs on the worker. */
        DELTA
    }

    /**
     * Nobody waits for anybody.
     *
     * @param staleness contributions of its own that a worker may have unacknowledged
     * @param minLocalUpdates minibatches that a worker trains before it sends what they changed, while there are full
     *     ones to train; null: chosen, see {@link #messageEvery}
     * @param maxLocalUpdates local steps not yet sent after which a worker waits for its acknowledgement; null: chosen,
     *     see {@link #localUpdatesAtMost}
     */
    record Asynchronous(
            @Key(meaning = "what a worker sends", preset = "delta")
            Send send,

            @Key(meaning = "a worker's own contributions that may be unacknowledged", preset = "1")
            int staleness,

            @Key(
                    meaning = "minibatches before a worker that is busy sends; absent: 8, or `max_local_updates` where"
                            + " that is less; only with `delta`",
                    optional = true)
            @Nullable
            Integer minLocalUpdates,

            @Key(
                    meaning = "local steps not yet sent after which a worker waits for its acknowledgement; absent: 64,"
                            + " or `min_local_updates` where that is more; only with `delta`",
                    optional = true)
            @Nullable
            Integer maxLocalUpdates,

            @Key(meaning = "how the server merges deltas; average where absent; only with `delta`", optional = true)
            @Nullable
            OuterConfig outer)
            implements SyncConfig {

        /** A message every so often costs nothing that can be measured; one after each minibatch costs a sixth. */
        private static final int MESSAGE_EVERY = 8;

        /** A worker that is acknowledged in time never gets near; one that is not must not drift away. */
        private static final int MOST_UNSENT = 64;

        public Asynchronous {
            Check.positive("sync.staleness", staleness);
            if (minLocalUpdates != null) {
                Check.positive("sync.min_local_updates", minLocalUpdates.intValue());
                if (send == Send.GRADIENT) {
                    throw new ConfigException("sync.min_local_updates is " + minLocalUpdates
                            + ", but with sync.send: gradient there are no local updates; remove it or send: delta");
                }
            }
            if (maxLocalUpdates != null) {
                Check.positive("sync.max_local_updates", maxLocalUpdates.intValue());
                if (minLocalUpdates != null && maxLocalUpdates < minLocalUpdates) {
                    throw new ConfigException("sync.max_local_updates is " + maxLocalUpdates
                            + ", but sync.min_local_updates is " + minLocalUpdates
                            + ", and a worker that may not send would wait for ever; raise it");
                }
                if (send == Send.GRADIENT) {
                    throw new ConfigException("sync.max_local_updates is " + maxLocalUpdates
                            + ", but with sync.send: gradient there are no local updates; remove it or send: delta");
                }
            }
            outer = OuterConfig.suiting(send, outer);
        }

        /** Minibatches from one message to the next while a worker is busy. */
        public int messageEvery() {
            if (minLocalUpdates != null) {
                return minLocalUpdates;
            }
            return maxLocalUpdates == null ? MESSAGE_EVERY : Math.min(MESSAGE_EVERY, maxLocalUpdates);
        }

        /** Local steps that a worker may take and not have sent. */
        public int localUpdatesAtMost() {
            return maxLocalUpdates != null ? maxLocalUpdates : Math.max(MOST_UNSENT, messageEvery());
        }
    }

    /**
     * Rounds of event time: a worker waits at a round's end until the server has closed the round
     * {@code staleness} before it.
     *
     * @param round length of a round
     * @param staleness rounds that a worker may be ahead; 0: bulk synchronous
     * @param reproducible whether any number of workers that divides {@code lanes} gives the same bits
     * @param lanes parts into which the sequences are cut where {@code reproducible}
     */
    record Synchronous(
            @Key(meaning = "what a worker sends", preset = "gradient")
            Send send,

            @Key(meaning = "length of a round in event time")
            Duration round,

            @Key(meaning = "rounds that a worker may be ahead; 0: bulk synchronous", preset = "0")
            int staleness,

            @Key(meaning = "whether 1, 2, 4, … workers give the same bits; only with `gradient`", preset = "false")
            boolean reproducible,

            @Key(
                    meaning = "with `reproducible`: parts of the sequences that are trained apart; a power of two, at"
                            + " least the number of workers",
                    preset = "8")
            int lanes,

            @Key(meaning = "how the server merges deltas; average where absent; only with `delta`", optional = true)
            @Nullable
            OuterConfig outer)
            implements SyncConfig {

        private static final int MOST_LANES = 1024;

        public Synchronous {
            DurationChecks.positive("sync.round", round);
            Check.notNegative("sync.staleness", staleness);
            if (Integer.bitCount(lanes) != 1 || lanes < 1 || lanes > MOST_LANES) {
                throw new ConfigException("sync.lanes is " + lanes + "; it must be a power of two up to " + MOST_LANES);
            }
            if (reproducible && send == Send.DELTA) {
                throw new ConfigException(
                        "sync.reproducible is true, but with sync.send: delta each worker runs its own"
                                + " optimizer; remove it or send: gradient");
            }
            if (reproducible && staleness > 0) {
                throw new ConfigException("sync.reproducible is true, but with sync.staleness: " + staleness
                        + " the timing decides which parameters a round is trained on; set it to 0");
            }
            outer = OuterConfig.suiting(send, outer);
        }

        /** Refuses a clock of the machine's where only the stream's may count. */
        void checkIdleness(KafkaConfig kafka) {
            if (reproducible && kafka.declaresIdle()) {
                throw new ConfigException(
                        "kafka.idle_timeout is " + kafka.idleTimeout().toMillis()
                                + "ms, but with sync.reproducible no clock may decide what a round holds; set it to 0ms");
            }
        }

        /** Refuses a number of workers that lanes cannot be shared by. */
        void checkWorkers(int workers) {
            if (reproducible && (Integer.bitCount(workers) != 1 || workers > lanes)) {
                throw new ConfigException("job.parallelism is " + workers + ", but with sync.reproducible the " + lanes
                        + " lanes are shared by a power of two of workers; set it to 1, 2, 4, … up to sync.lanes");
            }
        }
    }
}
