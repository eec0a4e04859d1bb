package io.backflow.jobs.kafka;

import io.backflow.jobs.sequence.SequenceIds;
import io.backflow.jobs.sequence.Step;
import io.backflow.schema.wire.Wire;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of the schema {@code Timestep} as nearly all of them are: of its newest version, each array in one
 * block, keyed by sequence or without a key. Of anything else it says nothing, so that the reader of all versions
 * decides what it is and names what is wrong with it. What both read, they read alike. Not thread-safe.
 */
final class PlainTimesteps {

    /** Of the version whose fields are read here, in this order. */
    static final long FINGERPRINT = 0xC9699E4FF20ABF19L;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER = 10;
    private static final int MAX_INT_BYTES = 5;
    private static final float[] NO_VALUES = {};
    private static final byte[] NOTHING = {};

    private final SequenceIds ids = new SequenceIds();

    private byte[] bytes = NOTHING;
    private int at;
    private boolean plain;

    /**
     * The step in {@code value}, of which nothing is checked but its key; null: it is for another reader.
     *
     * @param key of its record; null where there is none
     */
    @Nullable
    Step read(byte[] value, byte @Nullable [] key) {
        if (value.length < HEADER
                || value.length > Wire.ONE_MEBIBYTE
                || value[0] != (byte) 0xC3
                || value[1] != 1
                || (long) LONG.get(value, 2) != FINGERPRINT) {
            return null;
        }
        bytes = value;
        at = HEADER;
        plain = true;
        Step step = step(key);
        bytes = NOTHING;
        return step;
    }

    private @Nullable Step step(byte @Nullable [] key) {
        String id = id(key);
        long number = whole();
        long time = whole();
        float[] features = numbers();
        int token = optionalWhole(0);
        float[] target = isPresent() ? numbers() : null;
        int label = optionalWhole(Integer.MIN_VALUE);
        float weight = number();
        boolean end = truth();
        if (id == null || !plain || at != bytes.length) {
            return null;
        }
        return new Step(id, number, time, features, token, target, label, weight, end);
    }

    private @Nullable String id(byte @Nullable [] key) {
        long length = whole();
        if (!has(length)) {
            return null;
        }
        int from = at;
        at += (int) length;
        if (key != null && !Arrays.equals(key, 0, key.length, bytes, from, at)) {
            return null;
        }
        return ids.of(bytes, from, at);
    }

    /** Whether as many bytes follow; if not, the record is not plain, and nothing more of it is read. */
    private boolean has(long count) {
        plain &= count >= 0 && count <= bytes.length - at;
        return plain;
    }

    /** Avro's zig-zag number of variable length. */
    private long whole() {
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE && has(1); shift += 7) {
            byte next = bytes[at++];
            bits |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        plain = false;
        return 0;
    }

    /** One of the two branches of a union, of which the first is null. */
    private boolean isPresent() {
        long branch = whole();
        plain &= branch == 0 || branch == 1;
        return branch == 1;
    }

    /** A number from {@code least}; {@link Step#NONE} where there is none. */
    private int optionalWhole(int least) {
        if (!isPresent()) {
            return Step.NONE;
        }
        int from = at;
        long value = whole();
        plain &= value >= least && value <= Integer.MAX_VALUE && at - from <= MAX_INT_BYTES;
        return (int) value;
    }

    /** An array in one block. */
    private float[] numbers() {
        long count = whole();
        if (count == 0) {
            return NO_VALUES;
        }
        if (count < 0 || count > bytes.length || !has(count * Float.BYTES)) {
            plain = false;
            return NO_VALUES;
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) FLOAT.get(bytes, at + Float.BYTES * i);
        }
        at += Float.BYTES * values.length;
        plain &= whole() == 0;
        return values;
    }

    private float number() {
        if (!has(Float.BYTES)) {
            return 0;
        }
        at += Float.BYTES;
        return (float) FLOAT.get(bytes, at - Float.BYTES);
    }

    private boolean truth() {
        if (!has(1)) {
            return false;
        }
        byte value = bytes[at++];
        plain &= value == 0 || value == 1;
        return value == 1;
    }
}
