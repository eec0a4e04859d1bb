package io.backflow.jobs.format;

import io.backflow.jobs.format.RecordException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Avro's binary encoding, read in place. Every length is compared with the bytes that are there before anything is done
 * with it. Used again for the next record.
 */
final class AvroInput {

    static final int MAX_DEPTH = 64;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = {};
    private int at;
    private int depth;

    /** Goes to byte {@code from} of {@code record}. */
    void reset(byte[] record, int from) {
        bytes = record;
        at = from;
        depth = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return at;
    }

    int remaining() {
        return bytes.length - at;
    }

    /** One level deeper into a value that its schema may nest without end. */
    void enter() throws RecordException {
        if (++depth > MAX_DEPTH) {
            throw new RecordException(Reason.TOO_LARGE, "it is nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    void leave() {
        depth--;
    }

    boolean truth() throws RecordException {
        byte value = bytes[need(1)];
        if (value != 0 && value != 1) {
            throw malformed("a truth value is " + value);
        }
        return value == 1;
    }

    float single() throws RecordException {
        return Float.intBitsToFloat((int) INT.get(bytes, need(4)));
    }

    double real() throws RecordException {
        return Double.longBitsToDouble((long) LONG.get(bytes, need(8)));
    }

    /** Avro's zig-zag number of variable length. */
    long whole() throws RecordException {
        long bits = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[need(1)];
            bits |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw malformed("a number is longer than 10 bytes");
    }

    /** The length of a text or of bytes, all of which follow. */
    int length() throws RecordException {
        return within(whole());
    }

    void skip(int count) throws RecordException {
        need(count);
    }

    /** The index of one of {@code size} alternatives. */
    int index(int size, String what) throws RecordException {
        long index = whole();
        if (index < 0 || index >= size) {
            throw malformed(what + " " + index + " of " + size + " does not exist");
        }
        return (int) index;
    }

    /**
     * The number of items in the next block of an array or a map; 0: there is no further block.
     *
     * @param takesBytes whether each item takes a byte at least
     */
    long block(boolean takesBytes) throws RecordException {
        long count = whole();
        if (count < 0) {
            count = -count;
            within(whole());
        }
        if (count < 0 || takesBytes && count > remaining()) {
            throw malformed("an array claims " + count + " items, but only " + remaining() + " bytes follow");
        }
        return count;
    }

    private int within(long length) throws RecordException {
        if (length < 0 || length > remaining()) {
            throw malformed("a value claims " + length + " bytes, but only " + remaining() + " follow");
        }
        return (int) length;
    }

    /** The position of the next {@code count} bytes, which are read. */
    private int need(int count) throws RecordException {
        int from = at;
        if (count > bytes.length - from) {
            throw malformed("it ends too early");
        }
        at = from + count;
        return from;
    }

    static RecordException malformed(String what) {
        return RecordException.malformed("the record does not follow its schema: " + what);
    }
}
