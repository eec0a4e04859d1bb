package io.backflow.jobs.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Integers of seven bits a byte, the lowest first. Small numbers take one byte. */
public final class Varints {

    private static final int BITS = 7;
    private static final int MORE = 0x80;
    private static final int LOW = 0x7f;

    private Varints() {}

    /** The sign is the lowest bit. */
    public static void write(long value, DataOutputView out) throws IOException {
        writeUnsigned(value << 1 ^ value >> Long.SIZE - 1, out);
    }

    public static long read(DataInputView in) throws IOException {
        long value = readUnsigned(in);
        return value >>> 1 ^ -(value & 1);
    }

    /** A count or a length, as {@link #write} wrote it. */
    public static int readCount(DataInputView in) throws IOException {
        return count(read(in));
    }

    /** Without a sign: what is not negative takes a bit less. */
    public static void writeUnsigned(long value, DataOutputView out) throws IOException {
        long rest = value;
        while ((rest & ~LOW) != 0) {
            out.writeByte((int) rest & LOW | MORE);
            rest >>>= BITS;
        }
        out.writeByte((int) rest);
    }

    /** A count or a length, as {@link #writeUnsigned} wrote it. */
    public static int readUnsignedCount(DataInputView in) throws IOException {
        return count(readUnsigned(in));
    }

    private static long readUnsigned(DataInputView in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            int next = in.readByte();
            value |= (long) (next & LOW) << shift;
            if ((next & MORE) == 0) {
                return value;
            }
        }
        throw new IOException("a number has more than " + Long.SIZE + " bits");
    }

    private static int count(long count) throws IOException {
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new IOException("a list of " + count + " elements");
        }
        return (int) count;
    }
}
