package io.backflow.jobs.parameters;

import io.backflow.jobs.protocol.VersionId;
import io.backflow.schema.ParameterChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that wait for a manifest. A chunk is found by its place and its content, whichever version it was sent with,
 * for an unchanged one is sent only once. Bounded, with the memory that an entry takes besides its values: the chunk
 * that came first is given up first.
 */
final class PendingChunks {

    /** Bytes of the objects and table entries of one chunk without its values, rounded up. */
    static final int OVERHEAD = 512;

    private final long maxBytes;
    private final Map<String, List<Held>> places = new HashMap<>();
    private final Set<Held> order = new LinkedHashSet<>();
    private long bytes;

    private record Held(String subtask, VersionId id, byte[] hash, byte[] values) {

        long bytes() {
            return OVERHEAD + (long) values.length;
        }
    }

    PendingChunks(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Keeps a copy of the values of {@code chunk} as those of {@code subtask}; returns their hash. */
    byte[] add(String subtask, VersionId id, ParameterChunk chunk) {
        byte[] values = new byte[chunk.getValues().remaining()];
        chunk.getValues().duplicate().get(values);
        byte[] hash = LittleEndianFloats.sha256(values);
        if (find(subtask, hash) == null) {
            Held held = new Held(subtask, id, hash, values);
            places.computeIfAbsent(subtask, p -> new ArrayList<>(2)).add(held);
            order.add(held);
            bytes += held.bytes();
        }
        while (bytes > maxBytes) {
            remove(order.iterator().next());
        }
        return hash;
    }

    /** The values at {@code subtask} whose SHA-256 is {@code hash}, or null. */
    byte @Nullable [] find(String subtask, byte[] hash) {
        for (Held held : places.getOrDefault(subtask, List.of())) {
            if (Arrays.equals(held.hash(), hash)) {
                return held.values();
            }
        }
        return null;
    }

    /**
     * Gives up what version {@code id} sent for {@code subtask} with another hash than {@code hash}; returns how many.
     */
    int dropOthers(String subtask, VersionId id, byte[] hash) {
        List<Held> wrong = places.getOrDefault(subtask, List.of()).stream()
                .filter(held -> held.id().equals(id) && !Arrays.equals(held.hash(), hash))
                .toList();
        wrong.forEach(this::remove);
        return wrong.size();
    }

    /** Keeps only chunks whose version is {@code wanted}. */
    void keep(Predicate<VersionId> wanted) {
        order.stream().filter(held -> !wanted.test(held.id())).toList().forEach(this::remove);
    }

    /** Bytes that the chunks take, overhead included. */
    long bytes() {
        return bytes;
    }

    private void remove(Held held) {
        order.remove(held);
        places.computeIfPresent(held.subtask(), (subtask, chunks) -> {
            chunks.remove(held);
            return chunks.isEmpty() ? null : chunks;
        });
        bytes -= held.bytes();
    }
}
