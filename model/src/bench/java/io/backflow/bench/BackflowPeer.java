package io.backflow.bench;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** Ours, and the yardstick: the product that the BLAS we ship can do at best. */
final class BackflowPeer implements Peer {

    private static final int ORDER = 1024;
    private static final int PRODUCTS = 4;

    @Override
    public Training open(Problem problem) {
        return new BackflowTraining(problem);
    }

    /** {@code [1024, 1024] x [1024, 1024]}, one thread. */
    @Override
    public double sgemm() {
        try (FloatPointer a = filled();
                FloatPointer b = filled();
                FloatPointer c = filled()) {
            multiply(a, b, c);
            long start = System.nanoTime();
            for (int i = 0; i < PRODUCTS; i++) {
                multiply(a, b, c);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return 2.0 * ORDER * ORDER * ORDER * PRODUCTS / seconds / 1e9;
        }
    }

    private static FloatPointer filled() {
        FloatPointer matrix = new FloatPointer((long) ORDER * ORDER);
        for (int i = 0; i < ORDER * ORDER; i++) {
            matrix.put(i, i % 7 - 3);
        }
        return matrix;
    }

    private static void multiply(FloatPointer a, FloatPointer b, FloatPointer c) {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                openblas.CblasNoTrans,
                openblas.CblasNoTrans,
                ORDER,
                ORDER,
                ORDER,
                1f,
                a,
                ORDER,
                b,
                ORDER,
                0f,
                c,
                ORDER);
    }
}
