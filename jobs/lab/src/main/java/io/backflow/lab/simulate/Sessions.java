package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.ShardSnapshot;

/** Makes snapshots of all sessions look alike. */
final class Sessions {

    private static final long ANY = 1;

    private Sessions() {}

    static ShardSnapshot forged(ShardSnapshot snapshot) {
        return new ShardSnapshot(
                ANY,
                snapshot.nonce(),
                snapshot.shard(),
                snapshot.version(),
                snapshot.closedRound(),
                snapshot.acknowledged(),
                snapshot.staleness(),
                snapshot.values(),
                snapshot.workerSlots(),
                snapshot.workerUpdates(),
                snapshot.totals(),
                snapshot.last());
    }
}
