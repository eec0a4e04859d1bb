package io.backflow.jobs.protocol;

/** Sums over flat vectors, in an order that is always the same. */
public final class Vectors {

    private Vectors() {}

    /** {@code sum += addend}. */
    public static void add(float[] sum, float[] addend) {
        if (sum.length != addend.length) {
            throw new IllegalArgumentException("adding " + addend.length + " values to " + sum.length);
        }
        add(sum, addend, 0, sum.length);
    }

    /** {@code sum += addend} from index {@code from} to {@code to}, exclusively. */
    public static void add(float[] sum, float[] addend, int from, int to) {
        for (int i = from; i < to; i++) {
            sum[i] += addend[i];
        }
    }

    /** {@code rest -= subtrahend} from index {@code from} to {@code to}, exclusively. */
    public static void subtract(float[] rest, float[] subtrahend, int from, int to) {
        for (int i = from; i < to; i++) {
            rest[i] -= subtrahend[i];
        }
    }

    /** {@code vector *= factor}. */
    public static void scale(float[] vector, float factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }

    /** {@code product = vector * factor}. */
    public static void scale(float[] vector, float factor, float[] product) {
        for (int i = 0; i < vector.length; i++) {
            product[i] = vector[i] * factor;
        }
    }

    /** The least of {@code numbers}, of which there is at least one. */
    public static long least(long[] numbers) {
        long least = numbers[0];
        for (long number : numbers) {
            least = Math.min(least, number);
        }
        return least;
    }

    /** Whether every value is at most {@code bound} in magnitude. */
    public static boolean within(float[] vector, float bound) {
        boolean within = true;
        for (float value : vector) {
            within &= Math.abs(value) <= bound;
        }
        return within;
    }

    /** Whether no value is infinite or NaN. */
    public static boolean finite(float[] vector) {
        float first = 0f; // four sums side by side: one alone waits for each of its additions
        float second = 0f;
        float third = 0f;
        float fourth = 0f;
        int whole = vector.length - vector.length % 4;
        for (int i = 0; i < whole; i += 4) {
            first += vector[i] * 0f;
            second += vector[i + 1] * 0f;
            third += vector[i + 2] * 0f;
            fourth += vector[i + 3] * 0f;
        }
        for (int i = whole; i < vector.length; i++) {
            first += vector[i] * 0f;
        }
        return first + second + third + fourth == 0f;
    }
}
