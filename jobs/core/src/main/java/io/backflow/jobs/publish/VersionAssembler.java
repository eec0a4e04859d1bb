package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import java.util.List;

/** Assembles one version from the snapshots of all shards, and counts the editions. */
final class VersionAssembler {

    private final String run;
    private final float[][] slots;
    private long slotUpdates;
    private long edition;

    VersionAssembler(String run, int shards) {
        this.run = run;
        slots = new float[shards][];
    }

    /** Whether no version follows. */
    static boolean last(List<ShardSnapshot> parts) {
        return parts.stream().allMatch(ShardSnapshot::last);
    }

    /** Keeps the workers' slots, which a session's first snapshots have, for answers. */
    void keepSlots(ShardSnapshot snapshot) {
        if (snapshot.workerSlots().length > 0) {
            slots[snapshot.shard()] = snapshot.workerSlots();
            slotUpdates = snapshot.workerUpdates();
        }
    }

    ModelVersion forReaders(List<ShardSnapshot> parts) {
        return assemble(parts, Relay.NONE);
    }

    ModelVersion forWorkers(List<ShardSnapshot> parts, List<Join> joins) {
        edition++;
        Relay relay = new Relay(
                edition,
                joins.toArray(Join[]::new),
                parts.stream().mapToLong(ShardSnapshot::closedRound).toArray(),
                acknowledged(parts),
                joins.isEmpty() ? Contribution.NOTHING : slots(parts),
                slotUpdates);
        return assemble(parts, relay);
    }

    private ModelVersion assemble(List<ShardSnapshot> parts, Relay relay) {
        float[] values = new float[size(parts)];
        int offset = 0;
        for (ShardSnapshot part : parts) {
            System.arraycopy(part.values(), 0, values, offset, part.values().length);
            offset += part.values().length;
        }
        ShardSnapshot first = parts.get(0);
        long[] versions = parts.stream().mapToLong(ShardSnapshot::version).toArray();
        return new ModelVersion(
                run,
                first.session(),
                first.nonce(),
                first.version(),
                versions,
                values,
                first.totals(),
                last(parts),
                relay);
    }

    /** Shard by shard; 0 for every worker where a shard has merged nothing yet. */
    private static long[] acknowledged(List<ShardSnapshot> parts) {
        int workers = parts.stream()
                .mapToInt(part -> part.acknowledged().length)
                .max()
                .orElse(0);
        long[] numbers = new long[workers * parts.size()];
        for (int shard = 0; shard < parts.size(); shard++) {
            long[] own = parts.get(shard).acknowledged();
            System.arraycopy(own, 0, numbers, shard * workers, own.length);
        }
        return numbers;
    }

    private float[] slots(List<ShardSnapshot> parts) {
        if (slots[0] == null) {
            return Contribution.NOTHING;
        }
        Sharding sharding = new Sharding(size(parts), parts.size());
        float[] whole = new float[sharding.size() * (slots[0].length / sharding.length(0))];
        for (int shard = 0; shard < parts.size(); shard++) {
            sharding.putSlotPart(slots[shard], shard, whole);
        }
        return whole;
    }

    private static int size(List<ShardSnapshot> parts) {
        return parts.stream().mapToInt(part -> part.values().length).sum();
    }
}
