package io.backflow.jobs.deadletters;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Offsets of one partition, at one bit each where they lie close together. */
final class OffsetSet {

    private static final int CHUNK = 4096;

    private final Map<Long, BitSet> chunks = new HashMap<>();

    void add(long offset) {
        chunks.computeIfAbsent(offset / CHUNK, chunk -> new BitSet()).set((int) (offset % CHUNK));
    }

    boolean contains(long offset) {
        BitSet chunk = chunks.get(offset / CHUNK);
        return chunk != null && chunk.get((int) (offset % CHUNK));
    }
}
