package io.backflow.jobs.format;

import io.backflow.jobs.config.ColumnsField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Columns that one part of a record makes; NaN where it is absent. */
sealed interface Columns {

    /** Sets in {@code into}, from {@code at} on, the columns. */
    void write(Fields fields, float[] into, int at) throws RecordException;

    /** The token that the part is; below 0 where it is absent. */
    long token(Fields fields) throws RecordException;

    /** Whether a record has nothing of the part. */
    boolean isAbsent(Fields fields);

    static Columns of(ColumnsField config, Slots slots) {
        List<String> categories = config.categories();
        if (categories != null) {
            return Categories.of(slots.of(config.path()), categories);
        }
        return config.hash() != null
                ? new Hashed(slots.of(config.path()), Objects.requireNonNull(config.hash()))
                : new Numbers(slots.of(config.path(), config.size()), config.text());
    }

    /**
     * Numbers as they are.
     *
     * @param slots where they are
     * @param text whether they may stand in texts
     */
    record Numbers(int[] slots, boolean text) implements Columns {

        @Override
        public void write(Fields fields, float[] into, int at) throws RecordException {
            for (int i = 0; i < slots.length; i++) {
                into[at + i] = (float) fields.number(slots[i], text);
            }
        }

        @Override
        public long token(Fields fields) throws RecordException {
            return fields.isAbsent(slots[0]) ? -1 : fields.whole(slots[0]);
        }

        @Override
        public boolean isAbsent(Fields fields) {
            for (int slot : slots) {
                if (!fields.isAbsent(slot)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One column for each category. */
    record Categories(int slot, Map<String, Integer> positions) implements Columns {

        static Categories of(int slot, List<String> names) {
            Map<String, Integer> positions = new HashMap<>();
            names.forEach(name -> positions.put(name, positions.size()));
            return new Categories(slot, Map.copyOf(positions));
        }

        @Override
        public void write(Fields fields, float[] into, int at) throws RecordException {
            oneOf((int) token(fields), positions.size(), into, at);
        }

        @Override
        public boolean isAbsent(Fields fields) {
            return fields.isAbsent(slot);
        }

        @Override
        public long token(Fields fields) throws RecordException {
            if (fields.isAbsent(slot)) {
                return -1;
            }
            Integer position = positions.get(fields.name(slot));
            if (position == null) {
                throw fields.refusal(slot, "one of its categories in stream.fields");
            }
            return position;
        }
    }

    /** One column for each remainder of the category's hash. */
    record Hashed(int slot, int size) implements Columns {

        private static final long FNV_OFFSET = 0xcbf29ce484222325L;
        private static final long FNV_PRIME = 0x100000001b3L;

        @Override
        public void write(Fields fields, float[] into, int at) throws RecordException {
            oneOf((int) token(fields), size, into, at);
        }

        @Override
        public boolean isAbsent(Fields fields) {
            return fields.isAbsent(slot);
        }

        @Override
        public long token(Fields fields) throws RecordException {
            return fields.isAbsent(slot) ? -1 : Long.remainderUnsigned(fnv1a(fields.name(slot)), size);
        }

        /** FNV-1a over the bytes of UTF-8. */
        private static long fnv1a(String text) {
            long hash = FNV_OFFSET;
            for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (next & 0xff)) * FNV_PRIME;
            }
            return hash;
        }
    }

    private static void oneOf(int position, int size, float[] into, int at) {
        Arrays.fill(into, at, at + size, position < 0 ? Float.NaN : 0);
        if (position >= 0) {
            into[at + position] = 1;
        }
    }
}
