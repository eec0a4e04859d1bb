package io.backflow.jobs.state;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Integers of seven bits a byte, the lowest first; the sign is the lowest bit. Small numbers take one byte. */
public final class Varints {

    private static final int BITS = 7;
    private static final int MORE = 0x80;
    private static final int LOW = 0x7f;

    private Varints() {}

    public static void write(long value, DataOutputView out) throws IOException {
        long rest = value << 1 ^ value >> Long.SIZE - 1;
        while ((rest & ~LOW) != 0) {
            out.writeByte((int) rest & LOW | MORE);
            rest >>>= BITS;
        }
        out.writeByte((int) rest);
    }

    public static long read(DataInputView in) throws IOException {
        long rest = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            int next = in.readByte();
            rest |= (long) (next & LOW) << shift;
            if ((next & MORE) == 0) {
                return rest >>> 1 ^ -(rest & 1);
            }
        }
        throw new IOException("state holds a number of more than " + Long.SIZE + " bits");
    }

    /** A count or a length. */
    public static int readCount(DataInputView in) throws IOException {
        long count = read(in);
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new IOException("state holds a list of " + count + " elements");
        }
        return (int) count;
    }
}
