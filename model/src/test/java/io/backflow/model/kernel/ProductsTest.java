package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the definition, at sizes on both sides of every tile's edge. */
final class ProductsTest {

    /** Half the distance of neighbouring floats about 1. */
    private static final double UNIT = 0x1p-24;

    private static final int PADDING = 3;

    private final Random random = new Random(1);

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 7, 3", "20, 200, 200", "70, 256, 257", "67, 300, 300", "130, 512, 129", "3, 700, 1700"})
    void panelsMultiplyAsTheMatrixDoes(int m, int k, int n) {
        float[] a = normal(m * k);
        float[] b = normal(k * (n + PADDING));
        float[] c = normal(m * n);
        Expected expected = new Expected(m * n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int x = 0; x < k; x++) {
                    expected.add(i * n + j, (double) a[i * k + x] * b[1 + x * (n + PADDING) + j]);
                }
            }
        }
        float[] padded = new float[b.length + 1];
        System.arraycopy(b, 0, padded, 0, b.length);
        try (Panels panels = new Panels(k, n);
                Panels again = new Panels(k, n);
                Panels transposed = new Panels(n, k);
                Floats from = floats(a);
                Floats into = floats(c)) {
            Matrix left = new Matrix(from).at(0, m, k);
            Matrix right = new Matrix(into).at(0, m, n);
            panels.pack(padded, 1, n + PADDING);
            panels.multiply(left, right, true);
            expected.check(into, k, c);
            again.packTransposed(transposed(padded, k, n), 0, k);
            again.multiply(left, right, false);
            expected.check(into, k, new float[c.length]);
            Arrays.fill(c, Float.NaN);
            into.put(0, c, 0, c.length);
            transposed.pack(transposed(padded, k, n), 0, k);
            transposed.multiplyByTranspose(left, right);
            expected.check(into, k, new float[c.length]);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 7, 3", "64, 128, 64", "65, 129, 65", "200, 16, 200", "333, 130, 70"})
    void transposedProductsSumOverTiles(int k, int m, int n) {
        float[] a = normal(k * m);
        float[] b = normal(k * n);
        float[] c = normal(m * n);
        Expected expected = new Expected(m * n);
        for (int x = 0; x < k; x++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    expected.add(i * n + j, (double) a[x * m + i] * b[x * n + j]);
                }
            }
        }
        try (Floats left = floats(a);
                Floats right = floats(b);
                Floats into = floats(c)) {
            Matrix la = new Matrix(left).at(0, k, m);
            Matrix lb = new Matrix(right).at(0, k, n);
            Products.multiplyTransposed(la, lb, new Matrix(into).at(0, m, n), true);
            expected.check(into, k, c);
            Products.multiplyTransposed(la, lb, new Matrix(into).at(0, m, n), false);
            expected.check(into, k, new float[c.length]);
        }
    }

    @Test
    void factorsThatDoNotFitAreRefusedWithTheirShapes() {
        try (Floats memory = new Floats(12)) {
            Matrix a = new Matrix(memory).at(0, 2, 3);
            Matrix b = new Matrix(memory).at(0, 2, 3);
            Matrix c = new Matrix(memory).at(0, 2, 3);
            assertThatThrownBy(() -> Products.multiply(a, b, c, false)).hasMessage("product [2, 3] [2, 3] into [2, 3]");
        }
    }

    @Test
    void aViewBeyondItsMemoryIsRefused() {
        try (Floats memory = new Floats(12)) {
            assertThatThrownBy(() -> new Matrix(memory).at(1, 3, 4))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("[3, 4] at 1 with stride 4 in 12 floats");
        }
    }

    private static float[] transposed(float[] padded, int k, int n) {
        float[] out = new float[n * k];
        for (int x = 0; x < k; x++) {
            for (int j = 0; j < n; j++) {
                out[j * k + x] = padded[1 + x * (n + PADDING) + j];
            }
        }
        return out;
    }

    private float[] normal(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Floats floats(float[] values) {
        Floats memory = new Floats(values.length);
        memory.put(0, values, 0, values.length);
        return memory;
    }

    /** Sums in double precision, with what single precision may make of them. */
    private static final class Expected {

        private final double[] sums;
        private final double[] magnitudes;

        Expected(int size) {
            sums = new double[size];
            magnitudes = new double[size];
        }

        void add(int at, double product) {
            sums[at] += product;
            magnitudes[at] += Math.abs(product);
        }

        /**
         * Each of {@code actual} is the sum and what was there before. {@code k} products and one number more, each
         * rounded and then added in whatever order, err by at most {@code (k + 1) u} times the sum of their magnitudes,
         * to first order in {@code u} (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1): a bound
         * that holds for every kernel. A product left out is off by about 1.
         */
        void check(Floats actual, int k, float[] before) {
            float[] c = new float[sums.length];
            actual.get(0, c, 0, c.length);
            for (int i = 0; i < c.length; i++) {
                assertThat(Math.abs(c[i] - sums[i] - before[i]))
                        .as("element %d", i)
                        .isLessThanOrEqualTo((k + 1) * UNIT * (magnitudes[i] + Math.abs(before[i])));
            }
        }
    }
}
