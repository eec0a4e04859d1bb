package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.ShardSnapshot;

/** Counts what goes over the edges of one run. */
final class TrafficMeter {

    private Traffic total = Traffic.NONE;

    /** What one shard's server has received and emitted in this session. */
    static final class Shard {
        private long received;
        private long emitted;
        private long version = Long.MIN_VALUE;

        /** A contribution that a snapshot may answer. */
        void received(Contribution contribution) {
            received += contribution instanceof WorkerUpdate || contribution instanceof RoundSum ? 1 : 0;
        }
    }

    /** A worker sends {@code contribution}. */
    void sent(Contribution contribution) {
        boolean first = contribution.shard() == 0;
        Change change =
                contribution instanceof Trained trained ? trained.share().change() : null;
        if (change != null) {
            long bytes = (long) Float.BYTES * change.values().length;
            total = total.plus(new Traffic(
                    first ? 1 : 0, bytes, 0, 0, 0, 0, first ? (long) Float.BYTES * Scenario.PARAMETERS : 0));
        } else if (contribution instanceof WorkerSlots message) {
            total = total.plus(
                    new Traffic(0, 0, (long) Float.BYTES * message.slots().values().length, 0, 0, 0, 0));
        }
    }

    /** {@code server} emits {@code snapshot} to all workers: one a contribution, and the first and the last. */
    void emitted(ServerTask server, Shard shard, ShardSnapshot snapshot) {
        shard.emitted++;
        boolean repeated = snapshot.version() == shard.version;
        shard.version = snapshot.version();
        long bytes =
                (long) Float.BYTES * snapshot.values().length * server.attempt().workers();
        total = total.plus(new Traffic(0, 0, 0, 1, repeated ? 1 : 0, bytes, 0));
        long most = shard.received + 2;
        long count = shard.emitted;
        server.run()
                .log()
                .check(
                        Check.TRAFFIC,
                        count <= most,
                        () -> server + " has emitted " + count + " snapshots of shard " + snapshot.shard()
                                + ", and got " + shard.received + " contributions");
    }

    Traffic total() {
        return total;
    }
}
