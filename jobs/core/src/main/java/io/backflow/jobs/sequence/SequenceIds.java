package io.backflow.jobs.sequence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sequence IDs of bytes: for the bytes of one that came lately the same string again, with its hash known. Remembers a
 * bounded number, each in the place that its bytes give. Not thread-safe.
 */
public final class SequenceIds {

    private static final int PLACES = 1 << 13;

    private final byte[][] bytes = new byte[PLACES][];
    private final String[] ids = new String[PLACES];

    /** What {@code source} encodes in UTF-8 from {@code from} to {@code to}; null where that is no valid UTF-8. */
    public @Nullable String of(byte[] source, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + source[i];
        }
        int place = (hash ^ hash >>> 13) & PLACES - 1;
        byte[] known = bytes[place];
        if (known != null && Arrays.equals(known, 0, known.length, source, from, to)) {
            return ids[place];
        }
        byte[] own = Arrays.copyOfRange(source, from, to);
        String id = new String(own, StandardCharsets.UTF_8);
        if (!Arrays.equals(id.getBytes(StandardCharsets.UTF_8), own)) {
            return null; // a replacement character stands for bytes that encode nothing
        }
        bytes[place] = own;
        ids[place] = id;
        return id;
    }
}
