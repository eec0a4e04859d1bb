package io.backflow.model.kernel;

/**
 * A matrix {@code [K, N]} that many products share as their right factor, cut into panels of columns that lie in one
 * piece each. A training step packs its weights once and uses them at every time step.
 */
public final class Panels implements AutoCloseable {

    /** Rows that are transposed together. Each is read from its beginning to its end, which the processor foresees. */
    private static final int BLOCK = 8;

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
            for (int k = 0; k < w; k += BLOCK) {
                transpose(values, offset + (j + k) * stride, stride, j * rows + k, w, Math.min(BLOCK, w - k));
            }
        }
        memory.put(0, staging, 0, staging.length);
    }

    /** Copies {@code n} rows of {@code values} to as many columns of a panel that is {@code w} wide. */
    private void transpose(float[] values, int from, int stride, int to, int w, int n) {
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < n; k++) {
                staging[to + i * w + k] = values[from + k * stride + i];
            }
        }
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
