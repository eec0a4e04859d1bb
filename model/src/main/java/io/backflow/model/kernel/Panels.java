package io.backflow.model.kernel;

/**
 * A matrix {@code [K, N]} that many products share as their right factor, cut into panels of columns that lie in one
 * piece each. A training step packs its weights once and uses them at every time step.
 */
public final class Panels implements AutoCloseable {

    private final int rows;
    private final int columns;
    private final int width;
    private final float[] staging;
    private final Floats memory;
    private final Matrix view;

    /** Room for {@code [rows, columns]}. */
    public Panels(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        width = Products.panelWidth(columns);
        staging = new float[Math.multiplyExact(rows, columns)];
        memory = new Floats(staging.length);
        view = new Matrix(memory);
    }

    /** Takes the matrix whose rows start at {@code values[offset]}, {@code stride} apart. */
    public void pack(float[] values, int offset, int stride) {
        for (int j = 0; j < columns; j += width) {
            int w = Math.min(width, columns - j);
            for (int i = 0; i < rows; i++) {
                memory.put(j * rows + i * w, values, offset + i * stride + j, w);
            }
        }
    }

    /** Takes the transpose of {@code [columns, rows]}, whose rows start at {@code values[offset]}. */
    public void packTransposed(float[] values, int offset, int stride) {
        for (int j = 0; j < columns; j += width) {
            int w = Math.min(width, columns - j);
            for (int i = 0; i < rows; i++) {
                int to = j * rows + i * w;
                int from = offset + j * stride + i;
                for (int k = 0; k < w; k++) {
                    staging[to + k] = values[from + k * stride];
                }
            }
        }
        memory.put(0, staging, 0, staging.length);
    }

    /** {@code c = a p}, or {@code c += a p} if {@code add}: {@code [m, K] [K, N]}. */
    public void multiply(Matrix a, Matrix c, boolean add) {
        Products.check(a.rows(), a.columns(), rows, columns, c);
        for (int j = 0; j < columns; j += width) {
            int w = Math.min(width, columns - j);
            view.at(j * rows, rows, w);
            int tile = Products.rowsFor((long) rows * w, c.rows());
            for (int i = 0; i < c.rows(); i += tile) {
                int m = Math.min(tile, c.rows() - i);
                Products.gemm(
                        false,
                        m,
                        w,
                        rows,
                        a.pointerTo(i, 0),
                        a.stride(),
                        view.pointerTo(0, 0),
                        w,
                        add,
                        c.pointerTo(i, j),
                        c.stride());
            }
        }
    }

    /** {@code c = a p^T}: {@code [m, N] [K, N]^T}. Slower than a transposed copy where products are in tiles. */
    public void multiplyByTranspose(Matrix a, Matrix c) {
        Products.check(a.rows(), a.columns(), columns, rows, c);
        for (int j = 0; j < columns; j += width) {
            int w = Math.min(width, columns - j);
            view.at(j * rows, rows, w);
            Products.gemm(
                    false,
                    true,
                    c.rows(),
                    rows,
                    w,
                    a.pointerTo(0, j),
                    a.stride(),
                    view.pointerTo(0, 0),
                    w,
                    j > 0,
                    c.pointerTo(0, 0),
                    c.stride());
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
