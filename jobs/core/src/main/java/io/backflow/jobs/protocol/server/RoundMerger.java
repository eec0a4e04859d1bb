package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.PairwiseSum;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.model.optimizer.Clipping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what the workers contribute to one shard's rounds.
 *
 * <p>A round is complete when every worker's clock has reached it. Contributions are added pairwise in worker order,
 * whatever order they came in, so that the sum has the same bits every time. Holds unfinished rounds only; since a
 * round never straddles a checkpoint there is nothing to write down.
 */
public final class RoundMerger {

    private final int shard;
    private final Map<Long, Contribution[]> open = new TreeMap<>();
    private long[] clocks = {};
    private long merged = Rounds.NONE;

    public RoundMerger(int shard) {
        this.shard = shard;
    }

    /**
     * Takes one contribution and returns the rounds that are complete now, merged, in order. Optimizer slots belong to
     * no round and go through as they are.
     */
    public List<Contribution> accept(Contribution contribution) {
        if (contribution.slots().length > 0) {
            return List.of(contribution);
        }
        if (clocks.length == 0) {
            clocks = new long[contribution.workers()];
            Arrays.fill(clocks, Rounds.NONE);
        }
        int worker = contribution.worker();
        if (contribution.workers() != clocks.length || contribution.round() <= clocks[worker]) {
            throw new IllegalStateException("worker " + worker + " of " + contribution.workers() + " contributes round "
                    + contribution.round() + " to shard " + shard + " whose clocks are " + Arrays.toString(clocks));
        }
        clocks[worker] = contribution.round();
        if (contribution.hasValues()
                || contribution.divisor() > 0
                || contribution.totals().steps() > 0) {
            open.computeIfAbsent(contribution.round(), r -> new Contribution[clocks.length])[worker] = contribution;
        }
        return close(Vectors.least(clocks));
    }

    /** Rounds that wait for a worker. */
    public int unfinished() {
        return open.size();
    }

    private List<Contribution> close(long reached) {
        List<Contribution> closed = new ArrayList<>();
        var rounds = open.entrySet().iterator();
        while (rounds.hasNext()) {
            var round = rounds.next();
            if (round.getKey() > reached) {
                break;
            }
            closed.add(sum(round.getKey(), round.getValue()));
            merged = round.getKey();
            rounds.remove();
        }
        if (reached > merged) {
            closed.add(sum(reached, new Contribution[0]));
            merged = reached;
        }
        return closed;
    }

    private Contribution sum(long round, Contribution[] parts) {
        PairwiseSum sum = new PairwiseSum();
        long base = Long.MAX_VALUE;
        for (Contribution part : parts) {
            sum.add(part == null ? Share.NONE : new Share(part.values().clone(), part.divisor(), part.totals()));
            if (part != null && part.hasValues()) {
                base = Math.min(base, part.baseVersion());
            }
        }
        Share total = sum.total();
        return new Contribution(
                shard,
                shard,
                Contribution.MERGED,
                clocks.length,
                0,
                round,
                base,
                total.values(),
                Contribution.NOTHING,
                0,
                total.divisor(),
                Clipping.squaredNorm(total.values()),
                total.totals());
    }
}
