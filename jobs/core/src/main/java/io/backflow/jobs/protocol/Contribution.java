package io.backflow.jobs.protocol;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A message on the edge from workers to a shard's server. Immutable: the vectors in it belong to the message, and
 * whoever receives it must not change them.
 */
public sealed interface Contribution {

    /** The shard that it is for. */
    int shard();

    /** A contribution with training in it: a {@link Share} of one shard. */
    sealed interface Trained extends Contribution permits WorkerUpdate, RoundPart, RoundSum {

        /** The shard's part; the totals are zero on all shards but the first. */
        Share share();
    }

    /**
     * The worker that sends a contribution.
     *
     * @param worker index of the worker, from 0
     * @param workers how many workers there are
     */
    record Sender(int worker, int workers) {}

    /**
     * What an asynchronous worker has trained since it last sent. A gradient in it is reduced and clipped.
     *
     * @param number counts the worker's updates to this shard within a session, from 1, and is acknowledged
     */
    record WorkerUpdate(int shard, Sender sender, long number, Share share) implements Trained {}

    /**
     * What a synchronous worker has trained in a round. {@link Share#NONE}: nothing, in this round and in those before
     * it that the worker has not sent.
     *
     * @param round the round, after which the worker's clock stands
     */
    record RoundPart(int shard, Sender sender, long round, Share share) implements Trained {}

    /**
     * A round, summed over all workers.
     *
     * @param squaredNorm sum of the squares of the values in the share
     */
    record RoundSum(int shard, long round, Share share, double squaredNorm) implements Trained {

        /** The norm of this sum for each of the first {@code sharers} shards, except the shard that the sum is for. */
        public List<RoundNorm> norms(int sharers) {
            if (!share.hasValues()) {
                return List.of();
            }
            return IntStream.range(0, sharers)
                    .filter(other -> other != shard)
                    .mapToObj(this::normFor)
                    .toList();
        }

        /** The norm of this sum for the shard {@code other}. */
        public RoundNorm normFor(int other) {
            return new RoundNorm(other, shard, round, squaredNorm);
        }
    }

    /**
     * The norm of another shard's {@link RoundSum} with values.
     *
     * @param origin the shard of the sum
     * @param squaredNorm sum of the squares of the values in it
     */
    record RoundNorm(int shard, int origin, long round, double squaredNorm) implements Contribution {}

    /**
     * A worker's optimizer slots, before a checkpoint.
     *
     * @param slots {@code [n, length]} for the {@code length} parameters of the shard
     */
    record WorkerSlots(int shard, Slots slots) implements Contribution {}

    /** A command to a shard's server, which takes effect at the next checkpoint barrier. */
    sealed interface ShardCommand extends Contribution permits RateChange, Rollback {}

    /**
     * The server's optimizer learns at another rate.
     *
     * @param rate 0 or more; NaN: by the configured schedule
     */
    record RateChange(int shard, double rate) implements ShardCommand {}

    /**
     * The parameters of another version become the newest ones.
     *
     * @param number counts the rollbacks of the run, from 1
     * @param values the shard's part of them
     */
    record Rollback(int shard, long number, float[] values) implements ShardCommand {}
}
