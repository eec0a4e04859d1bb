package io.backflow.jobs.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The part of a published version that only workers need; empty if no worker follows the topic.
 *
 * @param edition counts what this server has published, from 1
 * @param answered the requests that this publication answers
 * @param closedRounds the last round merged into each shard
 * @param acknowledged number of each worker's last contribution that is in it, shard by shard; empty: none
 * @param workerSlots the workers' optimizer slots {@code [n, size]} as the session began with them; only in an answer,
 *     if workers have any
 * @param rollbacks how often the parameters were replaced by those of another version, since the run began
 */
public record Relay(
        long edition,
        Join[] answered,
        long[] closedRounds,
        long[] acknowledged,
        @Nullable Slots workerSlots,
        long rollbacks) {

    /** For versions that no worker follows. */
    public static final Relay NONE = new Relay(0, new Join[0], new long[0], new long[0], null, 0);

    /** Of a run without rollbacks. */
    public Relay(long edition, Join[] answered, long[] closedRounds, long[] acknowledged, @Nullable Slots workerSlots) {
        this(edition, answered, closedRounds, acknowledged, workerSlots, 0);
    }
}
