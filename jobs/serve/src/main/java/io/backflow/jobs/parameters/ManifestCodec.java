package io.backflow.jobs.parameters;

import io.backflow.jobs.protocol.Announcement;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.schema.ParameterManifest;
import java.util.List;

/** Reads manifests, and checks whether one is consistent. */
final class ManifestCodec {

    private ManifestCodec() {}

    /** Sizes agree with each other and with the limits, so that memory of these sizes may be allocated. */
    static boolean consistent(ParameterManifest manifest, ModelLimits limits) {
        int shards = manifest.getShardVersions().size();
        int workers = shards == 0 ? 0 : manifest.getAcknowledged().size() % shards;
        return manifest.getSize() <= limits.values()
                && ChunkPlan.possible(manifest.getSize(), shards(manifest), manifest.getChunkSize())
                && manifest.getChunkHashes().size() == values(manifest).count()
                && (manifest.getClosedRounds().isEmpty()
                        || manifest.getClosedRounds().size() == shards)
                && workers == 0
                && slotsConsistent(manifest, limits);
    }

    private static boolean slotsConsistent(ParameterManifest manifest, ModelLimits limits) {
        int slots = manifest.getSlotsSize();
        if (slots == 0 || limits.slots() == 0) {
            return slots >= 0;
        }
        return slots > 0
                && slots <= limits.slots()
                && slots % manifest.getSize() == 0
                && manifest.getSlotsHashes().size() == slots(manifest).count();
    }

    /** How the parameters are cut. */
    static ChunkPlan values(ParameterManifest manifest) {
        return new ChunkPlan(manifest.getSize(), shards(manifest), manifest.getChunkSize());
    }

    /** How the workers' slots are cut; there are some. */
    static ChunkPlan slots(ParameterManifest manifest) {
        return new ChunkPlan(manifest.getSlotsSize(), 1, manifest.getChunkSize());
    }

    private static int shards(ParameterManifest manifest) {
        return manifest.getCutByShard() ? manifest.getShardVersions().size() : 1;
    }

    static VersionId id(ParameterManifest manifest) {
        return new VersionId(manifest.getSession(), manifest.getNonce(), manifest.getVersion());
    }

    static Announcement announcement(ParameterManifest manifest) {
        return new Announcement(
                id(manifest),
                manifest.getEdition(),
                manifest.getAnswered().stream()
                        .map(join -> new Join(join.getWorker(), join.getNonce()))
                        .toList());
    }

    /** What {@code manifest} describes, with the values it stands for. */
    static ModelVersion version(ParameterManifest manifest, float[] values, float[] slots) {
        Relay relay = new Relay(
                manifest.getEdition(),
                announcement(manifest).answered().toArray(Join[]::new),
                array(manifest.getClosedRounds()),
                array(manifest.getAcknowledged()),
                slots.length == 0 ? null : new Slots(slots, manifest.getSlotsUpdates()),
                manifest.getRollbacks());
        return new ModelVersion(
                manifest.getRun(),
                id(manifest),
                array(manifest.getShardVersions()),
                values,
                TrainingTotalsCodec.fromAvro(manifest.getTally()),
                manifest.getLast(),
                relay);
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }
}
