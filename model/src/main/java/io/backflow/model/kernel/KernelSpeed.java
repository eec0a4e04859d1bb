package io.backflow.model.kernel;

/** How fast the kernel that OpenBLAS chose multiplies matrices in this process, on one thread. */
public final class KernelSpeed {

    private static final int SIZE = 512;
    private static final long OPERATIONS = 2L * SIZE * SIZE * SIZE;

    private KernelSpeed() {}

    /**
     * Multiplies square matrices of {@value #SIZE} rows for about twice {@code seconds}, the first half to warm up.
     *
     * @return 10^9 additions and multiplications of single precision a second
     */
    public static double gigaflops(double seconds) {
        try (Floats memory = new Floats(3L * SIZE * SIZE)) {
            Matrix a = new Matrix(memory).at(0, SIZE, SIZE);
            Matrix b = new Matrix(memory).at(SIZE * SIZE, SIZE, SIZE);
            Matrix c = new Matrix(memory).at(2 * SIZE * SIZE, SIZE, SIZE);
            run(a, b, c, seconds);
            return run(a, b, c, seconds);
        }
    }

    private static double run(Matrix a, Matrix b, Matrix c, double seconds) {
        long began = System.nanoTime();
        long products = 0;
        long passed;
        do {
            Products.multiply(a, b, c, false);
            products++;
            passed = System.nanoTime() - began;
        } while (passed < seconds * 1e9);
        return (double) OPERATIONS * products / passed;
    }
}
