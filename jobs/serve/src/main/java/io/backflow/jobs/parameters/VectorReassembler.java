package io.backflow.jobs.parameters;

import io.backflow.schema.ParameterManifest;
import io.backflow.schema.Sha256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays a vector out of the chunks that a manifest names: those that were sent, and those of the vector before. */
final class VectorReassembler {

    private final PendingChunks pool;
    private @Nullable ParameterManifest before;
    private float[] values = {};

    VectorReassembler(PendingChunks pool) {
        this.pool = pool;
    }

    /** The vector that may be built upon from here on; not to be changed. */
    void keep(ParameterManifest manifest, float[] values) {
        before = manifest;
        this.values = values;
    }

    /** The parameters, or null where a chunk is missing. */
    float @Nullable [] parameters(ParameterManifest manifest) {
        return lay(ManifestCodec.values(manifest), "chunk-", manifest.getChunkHashes(), same(manifest));
    }

    /** The workers' slots, or null where a chunk is missing. */
    float @Nullable [] slots(ParameterManifest manifest) {
        return manifest.getSlotsSize() == 0
                ? new float[0]
                : lay(ManifestCodec.slots(manifest), "slots-", manifest.getSlotsHashes(), null);
    }

    /** The manifest of the vector before, where its chunks lie in the same places. */
    private @Nullable ParameterManifest same(ParameterManifest manifest) {
        ParameterManifest former = before;
        return former != null && ManifestCodec.values(former).equals(ManifestCodec.values(manifest)) ? former : null;
    }

    private float @Nullable [] lay(
            ChunkPlan plan, String kind, List<Sha256> hashes, @Nullable ParameterManifest former) {
        byte[][] parts = new byte[hashes.size()][];
        for (int i = 0; i < parts.length; i++) {
            boolean unchanged = former != null && former.getChunkHashes().get(i).equals(hashes.get(i));
            byte[] part = unchanged ? null : pool.find(kind + i, hashes.get(i).bytes());
            if (!unchanged && (part == null || part.length != Float.BYTES * plan.length(i))) {
                return null;
            }
            parts[i] = part;
        }
        float[] whole = new float[plan.size()];
        for (int i = 0; i < parts.length; i++) {
            int offset = plan.offset(i);
            if (parts[i] == null) {
                System.arraycopy(values, offset, whole, offset, plan.length(i));
            } else {
                LittleEndianFloats.fromBytes(parts[i], whole, offset);
            }
        }
        return whole;
    }
}
