package io.backflow.model.kernel;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sdot;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Matrix products by OpenBLAS or {@link Blis} on one thread: parallelism belongs to the caller.
 *
 * <p>Where OpenBLAS has kernels for small matrices, large products are cut into tiles of at most {@link #SMALL}
 * multiplications. It multiplies those straight from where they lie, without first repacking both operands, and is
 * faster so than in one piece; see the decision on products.
 */
public final class Products {

    /** Such kernels take this many multiplications at most. */
    static final int SMALL = 1_000_000;

    /** Rows of a tile are a multiple of what the small kernel holds in registers. */
    static final int REGISTER_ROWS = 6;

    /** Other kernels of OpenBLAS repack the operands of every tile, and BLIS cuts a product itself. */
    private static final boolean TILES =
            Set.of("SkylakeX", "Cooperlake", "SapphireRapids").contains(BlasKernel.name());

    /** Up to this depth BLIS is slow with a factor that it reads as its transpose. */
    private static final int SHALLOW = 256;

    private static final int DEPTH = 64;
    private static final int ROWS = 48;
    private static final int COLUMNS = 64;

    /** Up to this width a matrix is one panel. */
    private static final int WIDEST = 256;

    static {
        blas_set_num_threads(1);
    }

    private Products() {}

    /** {@code c = a b}, or {@code c += a b} if {@code add}, in one piece: {@code [m, k] [k, n]}. */
    public static void multiply(Matrix a, Matrix b, Matrix c, boolean add) {
        check(a.rows(), a.columns(), b.rows(), b.columns(), c);
        FloatPointer from = a.pointerTo(0, 0);
        FloatPointer by = b.pointerTo(0, 0);
        FloatPointer to = c.pointerTo(0, 0);
        gemm(false, c.rows(), c.columns(), a.columns(), from, a.stride(), by, b.stride(), add, to, c.stride());
    }

    /** {@code c = a^T b}, or {@code c += a^T b} if {@code add}: {@code [k, m]^T [k, n]}. */
    public static void multiplyTransposed(Matrix a, Matrix b, Matrix c, boolean add) {
        check(a.columns(), a.rows(), b.rows(), b.columns(), c);
        if (!TILES) {
            FloatPointer from = a.pointerTo(0, 0);
            FloatPointer by = b.pointerTo(0, 0);
            FloatPointer to = c.pointerTo(0, 0);
            gemm(true, c.rows(), c.columns(), a.rows(), from, a.stride(), by, b.stride(), add, to, c.stride());
            return;
        }
        for (int k = 0; k < a.rows(); k += DEPTH) {
            for (int i = 0; i < c.rows(); i += ROWS) {
                for (int j = 0; j < c.columns(); j += COLUMNS) {
                    gemm(
                            true,
                            Math.min(ROWS, c.rows() - i),
                            Math.min(COLUMNS, c.columns() - j),
                            Math.min(DEPTH, a.rows() - k),
                            a.pointerTo(k, i),
                            a.stride(),
                            b.pointerTo(k, j),
                            b.stride(),
                            add || k > 0,
                            c.pointerTo(i, j),
                            c.stride());
                }
            }
        }
    }

    /** Sum of squares of the elements of {@code row [1, n]}; infinite where that is beyond single precision. */
    public static float squaredNorm(Matrix row) {
        if (row.rows() != 1) {
            throw new IllegalArgumentException("the squared norm of " + row.rows() + " rows");
        }
        FloatPointer values = row.pointerTo(0, 0);
        return cblas_sdot(row.columns(), values, 1, values, 1);
    }

    /**
     * Whether {@code a b^T} with {@code b [n, k]} takes longer than {@code b}'s transpose and {@code a} times that: in
     * tiles it does, and with few {@code k}.
     */
    public static boolean transposesFirst(int k) {
        return TILES || k <= SHALLOW;
    }

    /** How wide a panel of a matrix of {@code columns} is. */
    static int panelWidth(int columns) {
        return columns <= WIDEST || !TILES ? columns : COLUMNS;
    }

    /**
     * How many rows of {@code rows} a tile takes, if each costs {@code multiplications}; all, where not even a few are
     * small.
     */
    static int rowsFor(long multiplications, int rows) {
        long most = SMALL / multiplications;
        if (!TILES || most >= rows || most < REGISTER_ROWS) {
            return rows;
        }
        return (int) (most - most % REGISTER_ROWS);
    }

    static void check(int m, int k, int rows, int n, Matrix c) {
        if (k != rows || m != c.rows() || n != c.columns()) {
            throw new IllegalArgumentException("product [" + m + ", " + k + "] [" + rows + ", " + n + "] into ["
                    + c.rows() + ", " + c.columns() + "]");
        }
    }

    /** The parameters of {@code cblas_sgemm} in its order, row-major, alpha 1. */
    static void gemm(
            boolean transA,
            int m,
            int n,
            int k,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            boolean add,
            FloatPointer c,
            int ldc) {
        gemm(transA, false, m, n, k, a, lda, b, ldb, add, c, ldc);
    }

    /** The same, with {@code b} transposed if {@code transB}. */
    static void gemm(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            boolean add,
            FloatPointer c,
            int ldc) {
        cblas_sgemm(
                CblasRowMajor,
                transA ? CblasTrans : CblasNoTrans,
                transB ? CblasTrans : CblasNoTrans,
                m,
                n,
                k,
                1f,
                a,
                lda,
                b,
                ldb,
                add ? 1f : 0f,
                c,
                ldc);
    }
}
