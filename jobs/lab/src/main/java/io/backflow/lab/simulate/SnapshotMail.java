package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was sent to one worker and waits, as in a worker's channel: of each shard one with values, and one without. */
final class SnapshotMail {

    private static final int REMEMBERED = 32;

    /** The snapshots of one shard. */
    private static final class Shard {
        private final Deque<ShardSnapshot> recent = new ArrayDeque<>();
        private @Nullable ShardSnapshot first;
        private @Nullable ShardSnapshot newest;
        private @Nullable ShardSnapshot withoutValues;
    }

    private final List<Shard> shards = new ArrayList<>();

    SnapshotMail(int shards) {
        for (int shard = 0; shard < shards; shard++) {
            this.shards.add(new Shard());
        }
    }

    void put(ShardSnapshot snapshot) {
        Shard shard = shards.get(snapshot.shard());
        if (!snapshot.hasValues()) {
            shard.withoutValues = snapshot;
            return;
        }
        if (shard.recent.isEmpty()) {
            shard.first = snapshot;
        } else {
            shard.newest = shard.newest == null ? snapshot : snapshot.over(shard.newest);
        }
        shard.recent.addLast(snapshot);
        if (shard.recent.size() > REMEMBERED) {
            shard.recent.removeFirst();
        }
    }

    /** Whether nothing has to be looked for again. */
    boolean isEmpty() {
        return shards.stream()
                .allMatch(shard -> shard.first == null && shard.newest == null && shard.withoutValues == null);
    }

    /** Takes what has come; what is lost stays for the next time. */
    List<ShardSnapshot> take(SimulatedRun run, SimulatedBroadcast feed, int worker) {
        List<ShardSnapshot> found = new ArrayList<>();
        for (int index = 0; index < shards.size(); index++) {
            Shard shard = shards.get(index);
            if ((shard.first != null || shard.newest != null) && !run.isLost()) {
                add(shard.first, found);
                add(shard.newest, found);
                shard.first = null;
                shard.newest = null;
                run.stale(feed, worker, index, found);
            }
            if (shard.withoutValues != null && !run.isLost()) {
                add(shard.withoutValues, found);
                shard.withoutValues = null;
            }
        }
        return found;
    }

    private static void add(@Nullable ShardSnapshot snapshot, List<ShardSnapshot> found) {
        if (snapshot != null) {
            found.add(snapshot);
        }
    }

    void addOld(int shard, SeededDraws draws, List<ShardSnapshot> found) {
        Deque<ShardSnapshot> recent = shards.get(shard).recent;
        if (!recent.isEmpty()) {
            found.add(recent.stream()
                    .skip(draws.between(0, recent.size() - 1))
                    .findFirst()
                    .orElseThrow());
        }
    }
}
