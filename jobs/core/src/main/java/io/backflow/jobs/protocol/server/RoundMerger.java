package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.PairwiseTree;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.model.optimizer.Clipping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Adds up what the workers contribute to one shard's rounds.
 *
 * <p>A round is complete when every worker's clock has reached it. Contributions are added pairwise in worker order,
 * whatever order they came in, so that the sum has the same bits every time; neighbours as soon as both are there, so
 * that few vectors wait. Holds unfinished rounds only; since a round never straddles a checkpoint there is nothing to
 * write down.
 */
public final class RoundMerger {

    private final int shard;
    private final TreeMap<Long, PairwiseTree> open = new TreeMap<>();
    private long[] clocks = {};
    private long merged = Rounds.NONE;

    public RoundMerger(int shard) {
        this.shard = shard;
    }

    /**
     * Takes one contribution of a worker and returns what the server gets now: the rounds that are complete, merged, in
     * order. Optimizer slots belong to no round and go through as they are.
     */
    public List<? extends Contribution> accept(Contribution contribution) {
        if (contribution instanceof RoundPart part) {
            return accept(part);
        }
        if (contribution instanceof WorkerSlots) {
            return List.of(contribution);
        }
        throw new IllegalStateException("the merging of shard " + shard + " receives a "
                + contribution.getClass().getSimpleName() + ", which no worker sends in rounds");
    }

    private List<RoundSum> accept(RoundPart part) {
        Sender sender = part.sender();
        if (clocks.length == 0) {
            clocks = new long[sender.workers()];
            Arrays.fill(clocks, Rounds.NONE);
        }
        int worker = sender.worker();
        if (sender.workers() != clocks.length || part.round() <= clocks[worker]) {
            throw new IllegalStateException("worker " + worker + " of " + sender.workers() + " contributes round "
                    + part.round() + " to shard " + shard + " whose clocks are " + Arrays.toString(clocks));
        }
        open.subMap(clocks[worker], false, part.round(), false)
                .values()
                .forEach(passed -> passed.add(worker, Share.NONE));
        clocks[worker] = part.round();
        PairwiseTree round = part.share().isEmpty() ? open.get(part.round()) : opened(part.round(), worker);
        if (round != null) {
            round.add(worker, part.share());
        }
        return close(Vectors.least(clocks));
    }

    /** The sum of {@code round}, to which {@code worker} contributes; others have passed it with nothing. */
    private PairwiseTree opened(long round, int worker) {
        return open.computeIfAbsent(round, r -> {
            PairwiseTree sum = new PairwiseTree(clocks.length);
            for (int other = 0; other < clocks.length; other++) {
                if (other != worker && clocks[other] >= r) {
                    sum.add(other, Share.NONE);
                }
            }
            return sum;
        });
    }

    /** Vectors that wait for another worker's. */
    public int waiting() {
        return open.values().stream().mapToInt(PairwiseTree::waiting).sum();
    }

    /** Rounds that wait for a worker. */
    public int unfinished() {
        return open.size();
    }

    private List<RoundSum> close(long reached) {
        List<RoundSum> closed = new ArrayList<>();
        var rounds = open.entrySet().iterator();
        while (rounds.hasNext()) {
            var round = rounds.next();
            if (round.getKey() > reached) {
                break;
            }
            closed.add(sum(round.getKey(), round.getValue().total()));
            merged = round.getKey();
            rounds.remove();
        }
        if (reached > merged) {
            closed.add(new RoundSum(shard, reached, Share.NONE, 0));
            merged = reached;
        }
        return closed;
    }

    private RoundSum sum(long round, Share total) {
        Change change = total.change();
        return new RoundSum(shard, round, total, change == null ? 0 : Clipping.squaredNorm(change.values()));
    }
}
