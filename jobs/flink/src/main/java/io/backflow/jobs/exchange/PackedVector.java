package io.backflow.jobs.exchange;

import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.state.Varints;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes only those stretches of a vector that are not zero: a length, and then pairs of (zeros skipped, values that
 * follow) up to it. The gradient of an embedding is zero but for the rows of the tokens that occurred, so those rows
 * are what travels; a vector without zeros costs two numbers more. What is read has the same bits as what was written,
 * rounded as {@link Encoding} says: where it asks for scaled values, every {@value #PORTION} of a stretch have their
 * own scale, a byte before them. Not thread-safe; a serializer that has one takes it along when it is sent to a task.
 */
final class PackedVector implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Fewer zeros than this are cheaper to write than to skip. */
    private static final int WORTH_SKIPPING = 4;

    /** Values that are looked at together, since most vectors have no zeros. */
    private static final int BLOCK = 32;

    /** Values that are converted at a time. */
    private static final int PORTION = 4096;

    private final Encoding encoding;
    private transient @Nullable ByteBuffer portion;

    PackedVector(Encoding encoding) {
        this.encoding = encoding;
    }

    void write(float[] vector, DataOutputView out) throws IOException {
        Varints.writeUnsigned(vector.length, out);
        int at = 0;
        while (at < vector.length) {
            int from = nonZero(vector, at);
            int to = gap(vector, from);
            Varints.writeUnsigned(from - at, out);
            Varints.writeUnsigned(to - from, out);
            write(vector, from, to, out);
            at = to;
        }
    }

    /** The same for a vector that hardly has zeros: they are written like other values. */
    void writeDense(float[] vector, DataOutputView out) throws IOException {
        Varints.writeUnsigned(vector.length, out);
        if (vector.length > 0) {
            Varints.writeUnsigned(0, out);
            Varints.writeUnsigned(vector.length, out);
            write(vector, 0, vector.length, out);
        }
    }

    float[] read(DataInputView in) throws IOException {
        float[] vector = new float[Varints.readUnsignedCount(in)];
        int at = 0;
        while (at < vector.length) {
            int skipped = Varints.readUnsignedCount(in);
            int count = Varints.readUnsignedCount(in);
            if (skipped + count == 0 || skipped > vector.length - at || count > vector.length - at - skipped) {
                throw new IOException("a vector of " + vector.length + " values goes on at " + at + " with " + skipped
                        + " zeros and " + count + " values");
            }
            at += skipped;
            read(vector, at, at + count, in);
            at += count;
        }
        return vector;
    }

    private void write(float[] vector, int from, int to, DataOutputView out) throws IOException {
        ByteBuffer bytes = portion();
        for (int at = from; at < to; at += PORTION) {
            int count = Math.min(PORTION, to - at);
            if (encoding == Encoding.FLOAT32) {
                bytes.asFloatBuffer().put(vector, at, count);
            } else {
                int scale = encoding.scale(vector, at, at + count);
                if (encoding.scaled()) {
                    out.writeByte(scale);
                }
                encode(vector, at, count, Math.scalb(1f, scale));
            }
            out.write(bytes.array(), 0, count * encoding.bytes());
        }
    }

    private void encode(float[] vector, int from, int count, float factor) {
        ByteBuffer bytes = portion();
        for (int i = 0; i < count; i++) {
            bytes.putShort(i * Short.BYTES, (short) encoding.encode(vector[from + i] * factor));
        }
    }

    private void read(float[] vector, int from, int to, DataInputView in) throws IOException {
        ByteBuffer bytes = portion();
        for (int at = from; at < to; at += PORTION) {
            int count = Math.min(PORTION, to - at);
            int scale = encoding.scaled() ? in.readByte() : 0;
            in.readFully(bytes.array(), 0, count * encoding.bytes());
            if (encoding == Encoding.FLOAT32) {
                bytes.asFloatBuffer().get(vector, at, count);
            } else {
                decode(vector, at, count, Math.scalb(1f, -scale));
            }
        }
    }

    private void decode(float[] vector, int to, int count, float factor) {
        ByteBuffer bytes = portion();
        for (int i = 0; i < count; i++) {
            vector[to + i] = encoding.decode(Short.toUnsignedInt(bytes.getShort(i * Short.BYTES))) * factor;
        }
    }

    private ByteBuffer portion() {
        ByteBuffer bytes = portion;
        if (bytes == null) {
            bytes = ByteBuffer.allocate(PORTION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            portion = bytes;
        }
        return bytes;
    }

    /** The first index from {@code at} on that does not hold 0; -0 is not 0. */
    private static int nonZero(float[] vector, int at) {
        int i = at;
        while (i < vector.length && Float.floatToRawIntBits(vector[i]) == 0) {
            i++;
        }
        return i;
    }

    /** The first index from {@code at} on where zeros begin that are worth skipping. */
    private static int gap(float[] vector, int at) {
        int from = at;
        while (from + BLOCK <= vector.length && !hasZero(vector, from)) {
            from += BLOCK;
        }
        int zeros = 0;
        for (int i = from; i < vector.length; i++) {
            zeros = Float.floatToRawIntBits(vector[i]) == 0 ? zeros + 1 : 0;
            if (zeros == WORTH_SKIPPING) {
                return i + 1 - zeros;
            }
        }
        return vector.length;
    }

    /** Whether one of the block from {@code at} on is 0; without a branch for each. */
    private static boolean hasZero(float[] vector, int at) {
        int found = 0;
        for (int i = at; i < at + BLOCK; i++) {
            int bits = Float.floatToRawIntBits(vector[i]);
            found |= bits - 1 & ~bits; // negative for 0 alone
        }
        return found < 0;
    }
}
