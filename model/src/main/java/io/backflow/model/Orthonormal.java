package io.backflow.model;

/** Gram and Schmidt's process, twice over each vector: once loses digits where vectors are nearly parallel. */
final class Orthonormal {

    /** A vector whose length shrinks below this share lay in the span of the others, to rounding. */
    private static final double DEPENDENT = 1e-8;

    private Orthonormal() {}

    /**
     * Makes row {@code k} a unit vector orthogonal to the rows before it, which already are orthonormal.
     *
     * @return whether it could be; false for a vector that depends on the ones before
     */
    static boolean append(double[][] vectors, int k) {
        double[] vector = vectors[k];
        double before = Math.sqrt(dot(vector, vector));
        for (int pass = 0; pass < 2; pass++) {
            for (int j = 0; j < k; j++) {
                subtract(vector, dot(vector, vectors[j]), vectors[j]);
            }
        }
        double length = Math.sqrt(dot(vector, vector));
        if (!(length > DEPENDENT * before)) {
            return false;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return true;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] vector, double factor, double[] other) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] -= factor * other[i];
        }
    }
}
