package io.backflow.model.kernel;

/**
 * Copies of rows that are to be read as their transpose. Rows whose distance is a multiple of 512 bytes share a few
 * places of the first-level cache, and BLIS, which reads them where they lie, then waits for the second level. In a
 * copy they are a cache line further apart.
 */
public final class SpacedRows implements AutoCloseable {

    /** In floats: 512 bytes. */
    private static final int COLLIDING = 128;

    /** In floats: a cache line. */
    private static final int SPACE = 16;

    private static final boolean READ_IN_PLACE = BlasKernel.name().startsWith(BlasKernel.OF_BLIS);

    private final boolean needed;
    private final Floats memory;
    private final Matrix copy;

    /** Room for {@code rows} rows of each of {@code widths}; none where no such rows are to be copied. */
    public SpacedRows(int rows, int... widths) {
        this(READ_IN_PLACE, rows, widths);
    }

    /** @param needed whether products wait for rows that collide */
    SpacedRows(boolean needed, int rows, int... widths) {
        this.needed = needed;
        long widest = 0;
        for (int width : widths) {
            widest = Math.max(widest, collides(width) ? width + SPACE : 0);
        }
        memory = new Floats(rows * widest);
        copy = new Matrix(memory);
    }

    /** {@code rows} without gaps themselves, or a copy that is right until the next call. */
    public Matrix of(Matrix rows) {
        int width = rows.columns();
        if (!collides(width)) {
            return rows;
        }
        int apart = width + SPACE;
        copy.at(0, rows.rows(), width, apart);
        for (int i = 0; i < rows.rows(); i++) {
            memory.put(i * apart, rows.memory(), rows.offset() + i * rows.stride(), width);
        }
        return copy;
    }

    private boolean collides(int width) {
        return needed && width % COLLIDING == 0;
    }

    @Override
    public void close() {
        memory.close();
    }
}
