package io.backflow.model.kernel;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

/** Matrix products by OpenBLAS on one thread: parallelism belongs to whoever calls. */
public final class Products {

    static {
        blas_set_num_threads(1);
    }

    private Products() {}

    /** {@code c = a b}, or {@code c += a b} if {@code add}: {@code [m, k] [k, n]}. */
    public static void multiply(Matrix a, Matrix b, Matrix c, boolean add) {
        check(a.rows(), a.columns(), b.rows(), b.columns(), c);
        gemm(CblasNoTrans, CblasNoTrans, a.columns(), a, b, c, add);
    }

    /** {@code c = a^T b}, or {@code c += a^T b} if {@code add}: {@code [k, m]^T [k, n]}. */
    public static void multiplyTransposed(Matrix a, Matrix b, Matrix c, boolean add) {
        check(a.columns(), a.rows(), b.rows(), b.columns(), c);
        gemm(CblasTrans, CblasNoTrans, a.rows(), a, b, c, add);
    }

    /** {@code c = a b^T}, or {@code c += a b^T} if {@code add}: {@code [m, k] [n, k]^T}. */
    public static void multiplyByTransposed(Matrix a, Matrix b, Matrix c, boolean add) {
        check(a.rows(), a.columns(), b.columns(), b.rows(), c);
        gemm(CblasNoTrans, CblasTrans, a.columns(), a, b, c, add);
    }

    private static void check(int m, int k, int rows, int n, Matrix c) {
        if (k != rows || m != c.rows() || n != c.columns()) {
            throw new IllegalArgumentException("product [" + m + ", " + k + "] [" + rows + ", " + n + "] into ["
                    + c.rows() + ", " + c.columns() + "]");
        }
    }

    private static void gemm(int transA, int transB, int k, Matrix a, Matrix b, Matrix c, boolean add) {
        cblas_sgemm(
                CblasRowMajor,
                transA,
                transB,
                c.rows(),
                c.columns(),
                k,
                1f,
                a.pointer(),
                a.stride(),
                b.pointer(),
                b.stride(),
                add ? 1f : 0f,
                c.pointer(),
                c.stride());
    }
}
