package io.backflow.model.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Single-precision numbers outside the heap, where products read and write them.
 *
 * <p>An ND4J array owns the memory. Loops do not run here: they run over {@code float[]}, which C2 vectorises, and move
 * what they need in bulk. Indices count floats. Zero at first.
 */
public final class Floats implements AutoCloseable {

    private final INDArray array;
    private final FloatPointer start;
    private final FloatBuffer buffer;
    private final int size;

    /** Allocates {@code size} floats, at least one. */
    public Floats(long size) {
        if (size < 0 || size > Integer.MAX_VALUE / Float.BYTES) {
            throw new IllegalArgumentException("off-heap array of " + size + " floats; at most "
                    + Integer.MAX_VALUE / Float.BYTES + ": lower the batch, the window or the units");
        }
        this.size = (int) size;
        array = Nd4j.zeros(DataType.FLOAT, Math.max(1, size));
        start = new FloatPointer(array.data().pointer());
        start.capacity(Math.max(1, size)).limit(Math.max(1, size));
        buffer = start.asBuffer();
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
