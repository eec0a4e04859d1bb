package io.backflow.model.kernel;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A movable row-major view of {@link Floats}: made once, then set on the block that a product is about.
 *
 * <p>Moving it allocates nothing. Two operands of one product need two views.
 */
public final class Matrix {

    private final Floats memory;
    private final FloatPointer pointer;
    private int offset;
    private int rows;
    private int columns;
    private int stride;

    public Matrix(Floats memory) {
        this.memory = memory;
        pointer = memory.cursor();
    }

    /** Views {@code rows * columns} floats from {@code offset} on, without gaps. */
    public Matrix at(int offset, int rows, int columns) {
        return at(offset, rows, columns, columns);
    }

    /** Views rows of {@code columns} floats that start {@code stride} apart. */
    public Matrix at(int offset, int rows, int columns, int stride) {
        long end = offset + (rows - 1L) * stride + columns;
        if (offset < 0 || rows < 1 || columns < 1 || stride < columns || end > memory.size()) {
            throw new IndexOutOfBoundsException("[" + rows + ", " + columns + "] at " + offset + " with stride "
                    + stride + " in " + memory.size() + " floats");
        }
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
        return this;
    }

    /** What this looks at. */
    public Floats memory() {
        return memory;
    }

    /** This view's pointer, moved to row {@code i} and column {@code j}. */
    FloatPointer pointerTo(int i, int j) {
        return pointer.position(offset + (long) i * stride + j);
    }

    public int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int offset() {
        return offset;
    }

    int stride() {
        return stride;
    }
}
