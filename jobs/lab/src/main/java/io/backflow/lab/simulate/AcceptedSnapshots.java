package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.worker.ParameterView;
import java.util.Arrays;

/** What a worker has accepted from its server: versions that only grow, and their values. */
final class AcceptedSnapshots {

    private final TrainerTask worker;
    private final long[] versions;

    AcceptedSnapshots(TrainerTask worker, int shards) {
        this.worker = worker;
        versions = new long[shards];
        Arrays.fill(versions, Long.MIN_VALUE);
    }

    /** @param view into which {@code snapshot} was taken over */
    void add(ShardSnapshot snapshot, ParameterView view) {
        worker.attempt().accepted(worker, snapshot);
        Sharding sharding = view.sharding();
        int shard = snapshot.shard();
        long bits = VersionBits.of(view.values(), sharding.offset(shard), sharding.length(shard));
        worker.attempt().applied(worker, snapshot, bits);
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
