package io.backflow.jobs.publish;

import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Slots;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Assembles one version from the snapshots of all shards, and counts the editions. */
final class VersionAssembler {

    private final String run;
    private final @Nullable Slots[] slots;
    private long edition;

    VersionAssembler(String run, int shards) {
        this.run = run;
        slots = new Slots[shards];
    }

    /** Whether no version follows. */
    static boolean last(List<ShardSnapshot> parts) {
        return parts.stream().allMatch(ShardSnapshot::last);
    }

    /** Keeps the workers' slots, which a session's first snapshots have, for answers. */
    void keepSlots(ShardSnapshot snapshot) {
        Slots first = snapshot.workerSlots();
        if (first != null) {
            slots[snapshot.shard()] = first;
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
                parts.stream().mapToLong(part -> part.progress().closedRound()).toArray(),
                acknowledged(parts),
                joins.isEmpty() ? null : slots(parts),
                parts.get(0).progress().rollbacks());
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
                run, first.id(), versions, values, first.progress().totals(), last(parts), relay);
    }

    /** Shard by shard; 0 for every worker where a shard has merged nothing yet. */
    private static long[] acknowledged(List<ShardSnapshot> parts) {
        int workers = parts.stream()
                .mapToInt(part -> part.progress().acknowledged().length)
                .max()
                .orElse(0);
        long[] numbers = new long[workers * parts.size()];
        for (int shard = 0; shard < parts.size(); shard++) {
            long[] own = parts.get(shard).progress().acknowledged();
            System.arraycopy(own, 0, numbers, shard * workers, own.length);
        }
        return numbers;
    }

    /** The slots of all shards; null if the workers have none. */
    private @Nullable Slots slots(List<ShardSnapshot> parts) {
        Slots first = slots[0];
        if (first == null) {
            return null;
        }
        Sharding sharding = new Sharding(size(parts), parts.size());
        float[] whole = new float[sharding.size() * (first.values().length / sharding.length(0))];
        for (int shard = 0; shard < parts.size(); shard++) {
            Slots part = Objects.requireNonNull(slots[shard], "a session's first snapshots have the slots");
            sharding.putSlotPart(part.values(), shard, whole);
        }
        return new Slots(whole, first.updates());
    }

    private static int size(List<ShardSnapshot> parts) {
        return parts.stream().mapToInt(part -> part.values().length).sum();
    }
}
