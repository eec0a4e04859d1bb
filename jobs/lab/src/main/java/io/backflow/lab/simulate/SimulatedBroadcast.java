package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the snapshots of one attempt's servers come to its workers: each worker looks now and then for what has come,
 * finds the newest of each shard and no more, and what is lost is made good by something newer or by itself, later.
 * Snapshots with and without values come and are lost independently of each other.
 */
final class SimulatedBroadcast implements SimulatedFeedback {

    private final SimulatedRun run;
    private final List<SnapshotMail> mail = new ArrayList<>();
    private final Set<TrainerTask> idle = new HashSet<>();
    private final List<TrainerTask> workers = new ArrayList<>();
    private final Set<TrainerTask> calledInVain = new HashSet<>();

    SimulatedBroadcast(SimulatedRun run, int shards, int workers) {
        this.run = run;
        for (int worker = 0; worker < workers; worker++) {
            mail.add(new SnapshotMail(shards));
        }
    }

    @Override
    public void subscribe(TrainerTask worker) {
        workers.add(worker);
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
        if (snapshot.worker() != ShardSnapshot.EVERYBODY) {
            put(snapshot.worker(), snapshot);
            return;
        }
        for (int worker = 0; worker < mail.size(); worker++) {
            put(worker, snapshot);
        }
    }

    private void put(int worker, ShardSnapshot snapshot) {
        mail.get(worker).put(snapshot);
        if (worker < workers.size() && idle.remove(workers.get(worker))) {
            lookLater(workers.get(worker));
        }
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
        SnapshotMail mine = mail.get(worker.index());
        List<ShardSnapshot> found = mine.take(run, this, worker.index());
        if (!found.isEmpty()) {
            worker.receive(found);
        }
        if (mine.isEmpty()) {
            idle.add(worker);
        } else {
            lookLater(worker);
        }
    }

    /** A snapshot that was sent to {@code worker} a while ago, if there is one. */
    void addOld(int worker, int shard, SeededDraws draws, List<ShardSnapshot> found) {
        mail.get(worker % mail.size()).addOld(shard, draws, found);
    }
}
