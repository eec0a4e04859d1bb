package io.backflow.jobs.simulate;

import io.backflow.jobs.sync.Contribution;
import io.backflow.jobs.sync.RoundMerging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up rounds before the server, as the pipeline's stage does. */
final class MergeTask extends Task {

    private final Map<Integer, RoundMerging> shards = new TreeMap<>();
    private final TreeMap<Long, List<List<Batch>>> trained = new TreeMap<>();

    MergeTask(Attempt attempt, int index) {
        super(attempt, "merge " + index);
    }

    @Override
    void process(Channel channel, Object element) {
        Parcel parcel = (Parcel) element;
        Contribution contribution = parcel.contribution();
        if (contribution.shard() == 0) {
            trained.computeIfAbsent(contribution.round(), r -> new ArrayList<>())
                    .addAll(parcel.trained());
        }
        RoundMerging merging = shards.computeIfAbsent(contribution.shard(), RoundMerging::new);
        for (Contribution sum : merging.accept(contribution)) {
            send(new Parcel(sum, sum.shard() == 0 ? takeTrained(sum.round()) : List.of()));
            if (attempt().normSharers() > 1) {
                sum.norms(attempt().normSharers()).forEach(norm -> send(new Parcel(norm, List.of())));
            }
        }
    }

    private List<List<Batch>> takeTrained(long round) {
        List<List<Batch>> taken = new ArrayList<>();
        var closed = trained.headMap(round, true);
        closed.values().forEach(taken::addAll);
        closed.clear();
        return taken;
    }

    private void send(Parcel parcel) {
        outputs().get(attempt().server(parcel.contribution().shard())).send(parcel);
    }

    @Override
    void endInput() {
        finish();
    }

    @Override
    @Nullable
    Object snapshot() {
        shards.forEach((shard, merging) -> world().witness()
                .check(
                        merging.unfinished() == 0,
                        () -> "a checkpoint finds " + merging.unfinished() + " unfinished rounds in shard " + shard));
        return null;
    }
}
