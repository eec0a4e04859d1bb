package io.backflow.jobs.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Float vectors in state: a length, then the values. */
public final class FloatVectors {

    /** Values of a vector that is written one by one. */
    private static final int SHORT = 256;

    private static final int PIECE = 4096;

    private FloatVectors() {}

    public static void write(float[] values, DataOutputView out) throws IOException {
        out.writeInt(values.length);
        writeValues(values, out);
    }

    public static float[] read(DataInputView in) throws IOException {
        return readValues(in.readInt(), in);
    }

    /** A long vector is written in pieces: some outputs take a float byte by byte. */
    static void writeValues(float[] values, DataOutputView out) throws IOException {
        if (values.length <= SHORT) {
            for (float value : values) {
                out.writeFloat(value);
            }
            return;
        }
        ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES);
        for (int from = 0; from < values.length; from += PIECE) {
            int count = Math.min(PIECE, values.length - from);
            piece.asFloatBuffer().put(values, from, count);
            out.write(piece.array(), 0, count * Float.BYTES);
        }
    }

    /** In pieces: a file that Flink restores from is not buffered, and a float would be four reads of it. */
    static float[] readValues(int length, DataInputView in) throws IOException {
        if (length < 0) {
            throw new IOException("state holds a vector of " + length + " values");
        }
        float[] values = new float[length];
        byte[] bytes = new byte[Math.min(PIECE, length) * Float.BYTES];
        for (int from = 0; from < length; from += PIECE) {
            int count = Math.min(PIECE, length - from);
            in.readFully(bytes, 0, count * Float.BYTES);
            ByteBuffer.wrap(bytes).asFloatBuffer().get(values, from, count);
        }
        return values;
    }
}
