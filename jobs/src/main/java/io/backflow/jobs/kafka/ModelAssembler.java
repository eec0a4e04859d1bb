package io.backflow.jobs.kafka;

import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows one run in the topic {@code parameters} and yields each version that is whole and verified.
 *
 * <p>Records are fed in the order of the log, but may be lost, repeated or interleaved with those of a server that a
 * restart left behind: {@link Succession} says whom to believe. Memory is bounded by {@link ModelLimits}; where pending
 * chunks exceed it, the version begun first is given up. Not thread-safe.
 */
public final class ModelAssembler {

    private static final int MAX_PENDING = 64;

    private final Wire<ParameterChunk> chunks =
            Wire.of(ParameterChunk.class, ParameterChunk.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final Wire<ParameterManifest> manifests =
            Wire.of(ParameterManifest.class, ParameterManifest.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final String run;
    private final ModelLimits limits;
    private final Succession succession = new Succession();
    private final Map<VersionId, PendingVersion> pending = new LinkedHashMap<>();
    private long pendingBytes;
    private long refused;

    public ModelAssembler(String run, ModelLimits limits) {
        this.run = run;
        this.limits = limits;
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
                return acceptChunk(chunks.decode(value));
            }
        } catch (WireException e) {
            refused++;
        }
        return Optional.empty();
    }

    /** Records of this run so far that could not be read or contradicted themselves. */
    public long refused() {
        return refused;
    }

    /** Bytes of chunks that wait for the rest of their version. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Versions that wait for the rest of their records. */
    int pendingVersions() {
        return pending.size();
    }

    private Optional<PublishedModel> acceptChunk(ParameterChunk chunk) {
        VersionId id = VersionId.of(chunk);
        long bytes = chunk.getValues().remaining();
        if (!succession.wants(id) || !chunk.getRun().equals(run)) {
            return Optional.empty();
        }
        if (bytes > limits.pendingBytes() || bytes > (long) Float.BYTES * limits.values()) {
            refused++;
            return Optional.empty();
        }
        PendingVersion version = pending.computeIfAbsent(id, absent -> new PendingVersion());
        pendingBytes += version.add(chunk);
        makeRoom(id);
        return complete(id);
    }

    private Optional<PublishedModel> acceptManifest(ParameterManifest manifest) {
        VersionId id = VersionId.of(manifest);
        if (!succession.wants(id) || !manifest.getRun().equals(run)) {
            return Optional.empty();
        }
        if (!Manifests.consistent(manifest, limits.values())) {
            refused++;
            return Optional.empty();
        }
        pending.computeIfAbsent(id, absent -> new PendingVersion()).announce(manifest);
        makeRoom(id);
        return complete(id);
    }

    private Optional<PublishedModel> complete(VersionId id) {
        PendingVersion version = pending.get(id);
        if (version == null) {
            return Optional.empty();
        }
        pendingBytes -= version.dropUnverified();
        Optional<PublishedModel> model = version.assemble();
        if (model.isPresent()) {
            succession.took(id);
            forgetWhatIsNotWanted();
        }
        return model;
    }

    private void forgetWhatIsNotWanted() {
        pending.keySet().removeIf(id -> !succession.wants(id));
        pendingBytes =
                pending.values().stream().mapToLong(PendingVersion::bytes).sum();
    }

    private void makeRoom(VersionId newest) {
        Iterator<Map.Entry<VersionId, PendingVersion>> eldest =
                pending.entrySet().iterator();
        while (eldest.hasNext() && (pendingBytes > limits.pendingBytes() || pending.size() > MAX_PENDING)) {
            Map.Entry<VersionId, PendingVersion> entry = eldest.next();
            if (!entry.getKey().equals(newest)) {
                pendingBytes -= entry.getValue().bytes();
                eldest.remove();
            }
        }
        if (pendingBytes > limits.pendingBytes()) {
            pending.remove(newest);
            pendingBytes = 0;
        }
    }
}
