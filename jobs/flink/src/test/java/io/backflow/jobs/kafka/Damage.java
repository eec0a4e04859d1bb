package io.backflow.jobs.kafka;

import java.util.Arrays;
import java.util.Random;

/** Changes of a record's bytes, as fuzzers make them. */
final class Damage {

    /** Bytes that mean something to one of the formats. */
    private static final byte[] TELLING = {
        0, 1, 2, 3, -1, 127, -128, -2, '"', '{', '}', '[', ']', ',', ':', '\\', '-', '+', '.', 'e', '9', '\n', '\r', ' '
    };

    private Damage() {}

    /** {@code record} with one change. */
    static byte[] of(byte[] record, Random random) {
        int at = record.length == 0 ? 0 : random.nextInt(record.length);
        if (record.length == 0) {
            return insert(record, at, random.nextInt(1, 9), random);
        }
        byte[] changed = record.clone();
        switch (random.nextInt(7)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt(256);
            case 2 -> changed[at] = TELLING[random.nextInt(TELLING.length)];
            case 3 -> {
                return insert(record, at, random.nextInt(1, 9), random);
            }
            case 4 -> {
                int end = Math.min(record.length, at + random.nextInt(1, 17));
                changed = Arrays.copyOf(record, record.length - (end - at));
                System.arraycopy(record, end, changed, at, record.length - end);
            }
            case 5 -> {
                int from = random.nextInt(record.length);
                int length = Math.min(random.nextInt(1, 33), record.length - Math.max(from, at));
                System.arraycopy(record, from, changed, at, length);
            }
            default -> changed = Arrays.copyOf(record, record.length + random.nextInt(1, 5));
        }
        return changed;
    }

    private static byte[] insert(byte[] record, int at, int count, Random random) {
        byte[] longer = new byte[record.length + count];
        System.arraycopy(record, 0, longer, 0, at);
        for (int i = 0; i < count; i++) {
            boolean telling = random.nextBoolean();
            longer[at + i] = telling ? TELLING[random.nextInt(TELLING.length)] : (byte) random.nextInt(256);
        }
        System.arraycopy(record, at, longer, at + count, record.length - at);
        return longer;
    }
}
