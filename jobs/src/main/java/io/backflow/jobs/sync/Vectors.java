package io.backflow.jobs.sync;

/** Sums over flat vectors, in an order that is always the same. */
public final class Vectors {

    private Vectors() {}

    /** {@code sum += addend}. */
    public static void add(float[] sum, float[] addend) {
        if (sum.length != addend.length) {
            throw new IllegalArgumentException("adding " + addend.length + " values to " + sum.length);
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += addend[i];
        }
    }

    /** {@code vector *= factor}. */
    public static void scale(float[] vector, float factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }

    /** The least of {@code numbers}, of which there is at least one. */
    static long least(long[] numbers) {
        long least = numbers[0];
        for (long number : numbers) {
            least = Math.min(least, number);
        }
        return least;
    }

    /** Whether no value is infinite or NaN. */
    public static boolean finite(float[] vector) {
        float probe = 0f;
        for (float value : vector) {
            probe += value * 0f;
        }
        return probe == 0f;
    }
}
