package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.util.Arrays;

/** What a worker has accepted from its server: versions that only grow. */
final class AcceptedSnapshots {

    private final TrainerTask worker;
    private final long[] versions;

    AcceptedSnapshots(TrainerTask worker, int shards) {
        this.worker = worker;
        versions = new long[shards];
        Arrays.fill(versions, Long.MIN_VALUE);
    }

    void add(ShardSnapshot snapshot) {
        worker.attempt().accepted(worker, snapshot);
        long before = versions[snapshot.shard()];
        worker.run()
                .log()
                .check(
                        Check.SNAPSHOTS,
                        snapshot.version() >= before,
                        () -> worker + " takes version " + snapshot.version() + " of shard " + snapshot.shard()
                                + " for version " + before);
        versions[snapshot.shard()] = Math.max(before, snapshot.version());
    }
}
