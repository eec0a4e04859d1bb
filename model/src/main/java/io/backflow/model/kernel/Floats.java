package io.backflow.model.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Single-precision numbers outside the heap, where products read and write them.
 *
 * <p>An ND4J array owns the memory. The first float begins a cache line, so that no vector register is loaded from two.
 * Loops do not run here: they run over {@code float[]}, which C2 vectorises, and move what they need in bulk. Indices
 * count floats. Zero at first.
 */
public final class Floats implements AutoCloseable {

    /** Bytes of a cache line, and of the widest vector register. */
    private static final int LINE = 64;

    private static final int LINE_FLOATS = LINE / Float.BYTES;

    private static final int MOST = Integer.MAX_VALUE / Float.BYTES - LINE_FLOATS;

    private final INDArray array;
    private final FloatPointer start;
    private final FloatBuffer buffer;
    private final int size;

    /** Allocates {@code size} floats, at least one. */
    public Floats(long size) {
        if (size < 0 || size > MOST) {
            throw new IllegalArgumentException("off-heap array of " + size + " floats; at most " + MOST
                    + ": lower the batch, the window or the units");
        }
        this.size = (int) size;
        long room = Math.max(1, size);
        array = Nd4j.zeros(DataType.FLOAT, room + LINE_FLOATS);
        FloatPointer allocated = new FloatPointer(array.data().pointer());
        long before = (LINE - allocated.address() % LINE) % LINE / Float.BYTES;
        start = allocated.getPointer(before);
        start.capacity(room).limit(room);
        buffer = start.asBuffer();
    }

    /** Address of the first float. */
    long address() {
        return start.address();
    }

    /** Floats in all. */
    public int size() {
        return size;
    }

    /** Copies {@code n} floats from {@code from} on to {@code into[offset..]}. */
    public void get(int from, float[] into, int offset, int n) {
        buffer.get(from, into, offset, n);
    }

    /** Copies {@code n} floats {@code values[offset..]} to {@code to} and on. */
    public void put(int to, float[] values, int offset, int n) {
        buffer.put(to, values, offset, n);
    }

    /** Copies {@code n} floats {@code values[offset..]} to {@code to} and on. */
    void put(int to, Floats values, int offset, int n) {
        buffer.put(to, values.buffer, offset, n);
    }

    /**
     * Multiplies {@code count} stretches of {@code n} floats by {@code factor}, the first from {@code from} on, each
     * {@code stride} after the one before. 0 makes them 0, whatever they were. Not for the hot path.
     */
    public void scale(int from, int n, int stride, int count, float factor) {
        for (int start = from; start < from + count * stride; start += stride) {
            for (int i = start; i < start + n; i++) {
                buffer.put(i, factor == 0 ? 0f : factor * buffer.get(i));
            }
        }
    }

    /**
     * Sum of squares of {@code count} stretches of {@code n} floats, the first from {@code from} on, each {@code
     * stride} after the one before. Not for the hot path.
     */
    public double squares(int from, int n, int stride, int count) {
        double sum = 0;
        for (int start = from; start < from + count * stride; start += stride) {
            for (int i = start; i < start + n; i++) {
                double value = buffer.get(i);
                sum += value * value;
            }
        }
        return sum;
    }

    /** Another pointer to the first float, to be moved by a {@link Matrix}. */
    FloatPointer cursor() {
        return new FloatPointer(start);
    }

    @Override
    public void close() {
        array.close();
    }
}
