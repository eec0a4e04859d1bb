package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.VersionId;

/** Makes snapshots of all sessions look alike. */
final class Sessions {

    private static final long ANY = 1;

    private Sessions() {}

    static ShardSnapshot forged(ShardSnapshot snapshot) {
        return new ShardSnapshot(
                new VersionId(ANY, snapshot.id().nonce(), snapshot.version()),
                snapshot.shard(),
                snapshot.content(),
                snapshot.progress(),
                snapshot.workerSlots(),
                snapshot.last(),
                snapshot.worker());
    }
}
