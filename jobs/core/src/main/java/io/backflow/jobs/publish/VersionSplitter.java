package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Slots;
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
        Slots slots = relay.workerSlots();
        int workers = relay.acknowledged().length / shards;
        List<ShardSnapshot> parts = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            ShardProgress progress = new ShardProgress(
                    relay.closedRounds()[shard],
                    Arrays.copyOfRange(relay.acknowledged(), shard * workers, (shard + 1) * workers),
                    0,
                    shard == 0 ? version.totals() : TrainingTotals.ZERO,
                    relay.rollbacks());
            parts.add(new ShardSnapshot(
                    version.id().at(version.shardVersions()[shard]),
                    shard,
                    sharding.part(version.values(), shard),
                    progress,
                    slots == null ? null : new Slots(sharding.slotPart(slots.values(), shard), slots.updates()),
                    version.last()));
        }
        return parts;
    }
}
