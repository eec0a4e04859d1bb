package io.backflow.jobs.protocol;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a worker sends to one shard, or the sum of what all workers sent: a gradient or a delta with its totals.
 *
 * @param shard the shard it is for
 * @param origin the shard whose sum this is; another than {@code shard} if only {@code squaredNorm} is passed on
 * @param worker index of the worker, or {@link #MERGED}
 * @param workers how many workers there are
 * @param number counts a worker's contributions within a session, from 1, and is acknowledged; 0 in synchronous mode,
 *     which has no acknowledgements
 * @param round the round it belongs to and after which the worker's clock stands; ignored where there are no rounds
 * @param baseVersion version of the parameters that it was computed on
 * @param values the shard's part of the summed gradient or of the delta; empty: nothing to add
 * @param slots the worker's optimizer slots for the shard, {@code [n, length]}; empty unless a checkpoint is near
 * @param slotUpdates updates of the worker's rule that have gone into {@code slots}
 * @param divisor what {@code values} is to be divided by
 * @param squaredNorm sum of squares of the origin's {@code values}, where merging found it
 * @param totals what was trained; zero on all shards but the first
 */
public record Contribution(
        int shard,
        int origin,
        int worker,
        int workers,
        long number,
        long round,
        long baseVersion,
        float[] values,
        float[] slots,
        long slotUpdates,
        double divisor,
        double squaredNorm,
        TrainingTotals totals) {

    /** In place of a worker: all of them together. */
    public static final int MERGED = -1;

    /** Values or slots that are not there. */
    public static final float[] NOTHING = {};

    /** Whether there is something to add to the parameters. */
    public boolean hasValues() {
        return values.length > 0;
    }

    /** This sum's norm for each of the first {@code sharers} shards, except the shard that the sum is for. */
    public List<Contribution> norms(int sharers) {
        if (!hasValues()) {
            return List.of();
        }
        return IntStream.range(0, sharers)
                .filter(other -> other != shard)
                .mapToObj(this::normFor)
                .toList();
    }

    /** This sum's norm for the shard {@code other}. */
    public Contribution normFor(int other) {
        return new Contribution(
                other,
                origin,
                worker,
                workers,
                number,
                round,
                baseVersion,
                NOTHING,
                NOTHING,
                0,
                0,
                squaredNorm,
                TrainingTotals.ZERO);
    }
}
