package io.backflow.jobs.kafka;

import io.backflow.jobs.server.ModelVersion;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been seen of one version so far. */
final class PendingVersion {

    private final Map<Integer, byte[]> chunks = new HashMap<>();
    private final Set<Integer> verified = new HashSet<>();
    private @Nullable ParameterManifest manifest;
    private long bytes;

    /** Keeps {@code chunk} unless its place is taken; returns the bytes by which this grew. */
    long add(ParameterChunk chunk) {
        byte[] values = new byte[chunk.getValues().remaining()];
        chunk.getValues().duplicate().get(values);
        if (chunks.putIfAbsent(chunk.getIndex(), values) != null) {
            return 0;
        }
        bytes += values.length;
        return values.length;
    }

    /** The manifest has come; {@code manifest} is consistent. */
    void announce(ParameterManifest manifest) {
        if (this.manifest == null) {
            this.manifest = manifest;
        }
    }

    long bytes() {
        return bytes;
    }

    /** Where the manifest is known, drops chunks that are not as it says, so that a good one may follow. */
    long dropUnverified() {
        ParameterManifest known = manifest;
        long dropped = 0;
        if (known != null) {
            Iterator<Map.Entry<Integer, byte[]>> each = chunks.entrySet().iterator();
            while (each.hasNext()) {
                Map.Entry<Integer, byte[]> chunk = each.next();
                if (!verified.contains(chunk.getKey()) && !verify(known, chunk.getKey(), chunk.getValue())) {
                    dropped += chunk.getValue().length;
                    each.remove();
                }
            }
        }
        bytes -= dropped;
        return dropped;
    }

    private boolean verify(ParameterManifest known, int index, byte[] values) {
        boolean good = index >= 0
                && index < known.getChunkHashes().size()
                && values.length == Float.BYTES * Chunks.length(known.getSize(), known.getChunkSize(), index)
                && Arrays.equals(known.getChunkHashes().get(index).bytes(), Chunks.sha256(values));
        if (good) {
            verified.add(index);
        }
        return good;
    }

    /** The model, where the manifest and every chunk that it names are here and every value is finite. */
    Optional<PublishedModel> assemble() {
        ParameterManifest known = manifest;
        if (known == null || verified.size() < known.getChunkHashes().size()) {
            return Optional.empty();
        }
        float[] values = new float[known.getSize()];
        chunks.forEach((index, part) -> Chunks.fromBytes(part, values, index * known.getChunkSize()));
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return Optional.empty();
            }
        }
        return Optional.of(new PublishedModel(version(known, values), known.getModel()));
    }

    private static ModelVersion version(ParameterManifest manifest, float[] values) {
        return new ModelVersion(
                manifest.getRun(),
                manifest.getSession(),
                manifest.getNonce(),
                manifest.getVersion(),
                manifest.getShardVersions().stream().mapToLong(Long::longValue).toArray(),
                values,
                Tallies.fromAvro(manifest.getTally()),
                manifest.getLast());
    }
}
