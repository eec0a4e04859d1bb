package io.backflow.jobs.parameters;

import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.Fence;
import io.backflow.jobs.protocol.worker.SessionFence;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.Sha256;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows one run in the topic {@code parameters} and yields each version that is whole and verified.
 *
 * <p>Records are fed in the order of the log, but may be lost, repeated or interleaved with those of a server that a
 * restart left behind: a {@link Fence} decides what is accepted. Memory is bounded by {@link ModelLimits}. Not
 * thread-safe.
 */
public final class ModelAssembler {

    private static final int MAX_PENDING = 64;

    private final Wire<ParameterChunk> chunks =
            Wire.of(ParameterChunk.class, ParameterChunk.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Wire<ParameterManifest> manifests =
            Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final String run;
    private final ModelLimits limits;
    private final Fence fence;
    private final PendingChunks pool;
    private final VectorReassembler reassembler;
    private final List<ParameterManifest> pending = new ArrayList<>();
    private long refused;

    /** For a reader that no channel connects to the server. */
    public ModelAssembler(String run, ModelLimits limits) {
        this(run, limits, new SessionFence());
    }

    public ModelAssembler(String run, ModelLimits limits, Fence fence) {
        this.run = run;
        this.limits = limits;
        this.fence = fence;
        pool = new PendingChunks(limits.pendingBytes());
        reassembler = new VectorReassembler(pool);
    }

    /** Takes the next record; a version comes back where this record completed it. */
    public Optional<PublishedModel> accept(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null) {
            return Optional.empty();
        }
        String name = new String(key, StandardCharsets.UTF_8);
        try {
            if (name.equals(run + "/manifest")) {
                return acceptManifest(manifests.decode(value));
            }
            if (name.startsWith(run + "/chunk-")) {
                return acceptChunk("chunk-", limits.values(), chunks.decode(value));
            }
            if (name.startsWith(run + "/slots-") && limits.slots() > 0) {
                return acceptChunk("slots-", limits.slots(), chunks.decode(value));
            }
        } catch (WireException e) {
            refused++;
        }
        return Optional.empty();
    }

    /** Records of this run so far that could not be read, contradicted themselves or each other, or were too large. */
    public long refused() {
        return refused;
    }

    /** Bytes of memory of the chunks that wait for the rest of their version. */
    long pendingBytes() {
        return pool.bytes();
    }

    /** Manifests that wait for their chunks. */
    int pendingVersions() {
        return pending.size();
    }

    private Optional<PublishedModel> acceptChunk(String kind, long maxValues, ParameterChunk chunk) {
        VersionId id = new VersionId(chunk.getSession(), chunk.getNonce(), chunk.getVersion());
        long bytes = chunk.getValues().remaining();
        if (!fence.wants(id) || !chunk.getRun().equals(run)) {
            return Optional.empty();
        }
        if (bytes == 0 || chunk.getIndex() < 0 || bytes > limits.pendingBytes() || bytes > Float.BYTES * maxValues) {
            refused++;
            return Optional.empty();
        }
        byte[] hash = pool.add(kind + chunk.getIndex(), id, chunk);
        for (int i = pending.size() - 1; i >= 0; i--) {
            ParameterManifest manifest = pending.get(i);
            if (names(manifest, kind, chunk.getIndex(), hash)) {
                Optional<PublishedModel> model = complete(manifest);
                if (model.isPresent()) {
                    return model;
                }
            } else if (ManifestCodec.id(manifest).equals(id)) {
                dropContradicting(manifest);
            }
        }
        return Optional.empty();
    }

    private static boolean names(ParameterManifest manifest, String kind, int index, byte[] hash) {
        List<Sha256> hashes = kind.equals("chunk-") ? manifest.getChunkHashes() : manifest.getSlotsHashes();
        return index >= 0 && index < hashes.size() && hashes.get(index).equals(new Sha256(hash));
    }

    private Optional<PublishedModel> acceptManifest(ParameterManifest manifest) {
        if (!manifest.getRun().equals(run) || !fence.accepts(ManifestCodec.announcement(manifest))) {
            return Optional.empty();
        }
        if (!ManifestCodec.consistent(manifest, limits)) {
            refused++;
            return Optional.empty();
        }
        dropContradicting(manifest);
        pending.add(manifest);
        if (pending.size() > MAX_PENDING) {
            pending.remove(0);
        }
        return complete(manifest);
    }

    private void dropContradicting(ParameterManifest manifest) {
        VersionId id = ManifestCodec.id(manifest);
        for (int i = 0; i < manifest.getChunkHashes().size(); i++) {
            refused += pool.dropOthers(
                    "chunk-" + i, id, manifest.getChunkHashes().get(i).bytes());
        }
        for (int i = 0; i < manifest.getSlotsHashes().size(); i++) {
            refused += pool.dropOthers(
                    "slots-" + i, id, manifest.getSlotsHashes().get(i).bytes());
        }
    }

    private Optional<PublishedModel> complete(ParameterManifest manifest) {
        float[] values = reassembler.parameters(manifest);
        float[] slots = limits.slots() == 0 ? new float[0] : reassembler.slots(manifest);
        if (values == null || slots == null) {
            return Optional.empty();
        }
        if (!Vectors.finite(values) || !Vectors.finite(slots)) {
            refused++;
            pending.remove(manifest);
            return Optional.empty();
        }
        reassembler.keep(manifest, values);
        fence.accepted(ManifestCodec.announcement(manifest));
        forgetWhatIsNotWanted();
        return Optional.of(new PublishedModel(
                ManifestCodec.version(manifest, values, slots),
                manifest.getModel(),
                manifest.getBlasKernel(),
                manifest.getForecast()));
    }

    private void forgetWhatIsNotWanted() {
        pending.removeIf(manifest -> !fence.accepts(ManifestCodec.announcement(manifest)));
        pool.keep(fence::wants);
    }
}
