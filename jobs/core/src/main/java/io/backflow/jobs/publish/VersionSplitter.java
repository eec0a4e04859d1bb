package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.TrainingTotals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a published version into the snapshots that it was made of, for workers that follow the topic. */
public final class VersionSplitter {

    private VersionSplitter() {}

    /** The shards' snapshots, in their order. */
    public static List<ShardSnapshot> of(ModelVersion version) {
        int shards = version.shardVersions().length;
        Sharding sharding = new Sharding(version.values().length, shards);
        Relay relay = version.relay();
        int workers = relay.acknowledged().length / shards;
        List<ShardSnapshot> parts = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            parts.add(new ShardSnapshot(
                    version.session(),
                    version.nonce(),
                    shard,
                    version.shardVersions()[shard],
                    relay.closedRounds()[shard],
                    Arrays.copyOfRange(relay.acknowledged(), shard * workers, (shard + 1) * workers),
                    0,
                    sharding.part(version.values(), shard),
                    relay.workerSlots().length == 0
                            ? Contribution.NOTHING
                            : sharding.slotPart(relay.workerSlots(), shard),
                    relay.workerUpdates(),
                    shard == 0 ? version.totals() : TrainingTotals.ZERO,
                    version.last()));
        }
        return parts;
    }
}
