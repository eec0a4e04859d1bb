package io.backflow.lab.experiment.latency;

import java.util.Arrays;

/** Milliseconds from append to append, one for each forecast. Not thread-safe. */
final class Latencies {

    private long[] millis = new long[1 << 16];
    private int size;

    void add(long latency) {
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, 2 * size);
        }
        millis[size++] = latency;
    }

    int size() {
        return size;
    }

    /** The least latency that a share {@code share} of all does not exceed. */
    double quantile(double share) {
        if (size == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(millis, size);
        Arrays.sort(sorted);
        return sorted[Math.min(size - 1, (int) Math.ceil(share * size) - 1)];
    }
}
