package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the snapshots of one attempt's servers come to its workers: each worker looks now and then for what has come,
 * finds the newest of each shard and no more, and what is lost is made good by something newer or by itself, later.
 */
final class SimulatedBroadcast implements SimulatedFeedback {

    private static final int REMEMBERED = 32;

    /** The emitted snapshots of one shard. */
    private static final class Emitted {
        private final Deque<ShardSnapshot> recent = new ArrayDeque<>();
        private long count;

        void add(ShardSnapshot snapshot) {
            recent.addLast(snapshot);
            count++;
            if (recent.size() > REMEMBERED) {
                recent.removeFirst();
            }
        }
    }

    private final SimulatedRun run;
    private final List<Emitted> shards = new ArrayList<>();
    private final List<ShardSnapshot> first = new ArrayList<>();
    private final List<TrainerTask> idle = new ArrayList<>();
    private final Set<TrainerTask> calledInVain = new HashSet<>();
    private final long[][] taken;

    SimulatedBroadcast(SimulatedRun run, int shards, int workers) {
        this.run = run;
        taken = new long[workers][shards];
        for (int shard = 0; shard < shards; shard++) {
            this.shards.add(new Emitted());
        }
    }

    @Override
    public void subscribe(TrainerTask worker) {
        idle.add(worker);
    }

    @Override
    public void rested(TrainerTask worker) {
        if (calledInVain.remove(worker)) {
            look(worker);
        }
    }

    @Override
    public void emit(ServerTask server, ShardSnapshot snapshot) {
        Emitted emitted = shards.get(snapshot.shard());
        if (emitted.count == 0) {
            first.add(snapshot);
        }
        emitted.add(snapshot);
        for (TrainerTask worker : idle) {
            lookLater(worker);
        }
        idle.clear();
    }

    private void lookLater(TrainerTask worker) {
        run.events().in(1 + run.delay(run.conditions().back()), () -> look(worker));
    }

    private void look(TrainerTask worker) {
        if (worker.dead()) {
            return;
        }
        if (worker.busy()) {
            calledInVain.add(worker);
            return;
        }
        List<ShardSnapshot> found = new ArrayList<>();
        boolean all = true;
        long[] mine = taken[worker.index()].clone();
        for (int shard = 0; shard < mine.length; shard++) {
            all &= find(shard, mine, found);
        }
        if (!found.isEmpty()) {
            taken[worker.index()] = mine;
            worker.receive(found);
        }
        if (all) {
            idle.add(worker);
        } else {
            lookLater(worker);
        }
    }

    /** Adds what has come of {@code shard}; whether that is all there is. */
    private boolean find(int shard, long[] mine, List<ShardSnapshot> found) {
        Emitted emitted = shards.get(shard);
        if (emitted.count == mine[shard]) {
            return true;
        }
        if (run.isLost()) {
            return false;
        }
        if (mine[shard] == 0) {
            found.add(first(shard));
        }
        mine[shard] = emitted.count;
        found.add(emitted.recent.getLast());
        run.stale(this, shard, found);
        return true;
    }

    private ShardSnapshot first(int shard) {
        return first.stream()
                .filter(snapshot -> snapshot.shard() == shard)
                .findFirst()
                .orElseThrow();
    }

    /** A snapshot that was emitted a while ago, if there is one. */
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
