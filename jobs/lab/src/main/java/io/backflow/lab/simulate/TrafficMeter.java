package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.Arrays;

/** Counts what goes over the edges of one run. */
final class TrafficMeter {

    private Traffic total = Traffic.NONE;

    /** What one shard's server has received and emitted in this session. */
    static final class Shard {
        private final int workers;
        private final long[] versions;
        private long received;
        private long refreshed;
        private long copies;

        Shard(int workers) {
            this.workers = workers;
            versions = new long[workers];
            Arrays.fill(versions, Long.MIN_VALUE);
        }

        /** A contribution that a snapshot may answer, to one worker; or a round's, to all of them. */
        void received(Contribution contribution) {
            received += contribution instanceof WorkerUpdate ? 1 : contribution instanceof RoundSum ? workers : 0;
        }

        /** A worker that has contributed nothing for long is about to be brought what is newest. */
        void refreshed() {
            refreshed++;
        }

        /** Whether {@code worker} has the values of {@code version}; it has from now on. */
        private boolean knows(int worker, long version) {
            boolean known = versions[worker] == version;
            versions[worker] = version;
            return known;
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

    /**
     * {@code server} emits {@code snapshot}: values to one worker for its contribution, to all for a round, for the
     * first and the last one, and to no worker that has them.
     */
    void emitted(ServerTask server, Shard shard, ShardSnapshot snapshot) {
        boolean all = snapshot.worker() == ShardSnapshot.EVERYBODY;
        int copies = !snapshot.hasValues() ? 0 : all ? shard.workers : 1;
        long bytes = (long) Float.BYTES * snapshot.size() * copies;
        total = total.plus(new Traffic(0, 0, 0, 1, snapshot.hasValues() ? 0 : 1, bytes, 0));
        if (server.run().followed()) {
            return;
        }
        shard.copies += copies;
        ViolationLog log = server.run().log();
        if (!all && copies == 1) {
            boolean known = shard.knows(snapshot.worker(), snapshot.version());
            log.check(Check.TRAFFIC, !known || watches(server), () -> server + " repeats " + snapshot.id());
        }
        long most = shard.received + shard.refreshed + 2L * shard.workers;
        long count = shard.copies;
        log.check(
                Check.TRAFFIC,
                count <= most,
                () -> server + " has sent " + count + " copies of shard " + snapshot.shard() + ", and got "
                        + shard.received + " contributions");
    }

    /** What is found of drift travels with values. */
    private static boolean watches(ServerTask server) {
        return server.run().scenario().config().drift() != null;
    }

    Traffic total() {
        return total;
    }
}
