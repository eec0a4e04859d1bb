package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.server.RoundMerger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up rounds before the server, as the pipeline's stage does. */
final class MergeTask extends SimulatedTask {

    private final Map<Integer, RoundMerger> shards = new TreeMap<>();
    private final TreeMap<Long, List<List<TrainedBatch>>> trained = new TreeMap<>();

    MergeTask(Attempt attempt, int index) {
        super(attempt, "merge " + index);
    }

    @Override
    void process(Channel channel, Object element) {
        run().progress();
        TracedContribution traced = (TracedContribution) element;
        Contribution contribution = traced.contribution();
        if (contribution instanceof RoundPart part && part.shard() == 0) {
            trained.computeIfAbsent(part.round(), r -> new ArrayList<>()).addAll(traced.trained());
        }
        RoundMerger merging = shards.computeIfAbsent(contribution.shard(), RoundMerger::new);
        for (Contribution merged : merging.accept(contribution)) {
            if (merged instanceof RoundSum sum) {
                send(sum);
            } else {
                send(new TracedContribution(merged, List.of(), traced.moments()));
            }
        }
    }

    private void send(RoundSum sum) {
        send(new TracedContribution(sum, sum.shard() == 0 ? takeTrained(sum.round()) : List.of()));
        if (attempt().normSharers() > 1) {
            sum.norms(attempt().normSharers()).forEach(norm -> send(new TracedContribution(norm, List.of())));
        }
    }

    private List<List<TrainedBatch>> takeTrained(long round) {
        List<List<TrainedBatch>> taken = new ArrayList<>();
        var closed = trained.headMap(round, true);
        closed.values().forEach(taken::addAll);
        closed.clear();
        return taken;
    }

    private void send(TracedContribution traced) {
        outputs().get(attempt().server(traced.contribution().shard())).send(traced);
    }

    @Override
    void endInput() {
        finish();
    }

    @Override
    @Nullable
    Object snapshot() {
        shards.forEach((shard, merging) -> run().log()
                .check(
                        Check.BARRIERS,
                        merging.unfinished() == 0,
                        () -> "a checkpoint finds " + merging.unfinished() + " unfinished rounds in shard " + shard));
        return null;
    }
}
