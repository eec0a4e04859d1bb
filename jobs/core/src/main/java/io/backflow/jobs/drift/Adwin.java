package io.backflow.jobs.drift;

import java.util.Arrays;

/**
 * A window over the newest of a sequence of numbers, as long as their mean does not change: ADWIN2 of Bifet and Gavaldà
 * ("Learning from time-changing data with adaptive windowing", SDM 2007). Whenever two parts of the window, an older
 * and a newer one, have means that differ by more than
 *
 * <pre>
 * e = s sqrt(2 L / m) + 2/3 (4 s) L / m     L = ln(2 ln(n) / delta), 1/m = 1/n0 + 1/n1
 * </pre>
 *
 * the oldest numbers are dropped; {@code n0} and {@code n1} are the lengths of the parts, {@code n} that of the window
 * and {@code s} its standard deviation. The paper's numbers are between 0 and 1, which makes 1 of the factor
 * {@code 4 s}. Here numbers have no bounds: each is taken to be four deviations from the mean of the window at most, so
 * that units do not matter, and no single number makes a change.
 *
 * <p>The window is kept as sums of buckets whose sizes are powers of two: {@value #BUCKETS} of each size at most, and
 * so {@code O(log n)} numbers. Not thread-safe.
 */
public final class Adwin {

    private static final int BUCKETS = 5;
    private static final int ROW = BUCKETS + 1;
    private static final int SHORTEST_PART = 5;
    private static final int FIRST_TEST = 30;
    private static final double BOUND = 4;
    private static final double ROUNDING = 1e-9;

    private final double delta;
    private double[] sums = new double[ROW];
    private double[] squares = new double[ROW];
    private int[] counts = new int[1];
    private long length;
    private double sum;
    private double square;
    private double newerMean;
    private double olderMean;

    /** @param delta about the probability that a mean that stays as it is counts as changed, at each number */
    public Adwin(double delta) {
        this.delta = delta;
    }

    /** Numbers in the window. */
    public long length() {
        return length;
    }

    /** The mean of the window; 0 where it is empty. */
    public double mean() {
        return length == 0 ? 0 : sum / length;
    }

    /** Buckets that are kept. */
    int buckets() {
        return Arrays.stream(counts).sum();
    }

    /** The mean of the numbers that the last change left. */
    public double newerMean() {
        return newerMean;
    }

    /** The mean of the older part at the last change. */
    public double olderMean() {
        return olderMean;
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(counts, 0);
        length = 0;
        sum = 0;
        square = 0;
    }

    /** Takes a number; whether the mean has changed, so that older numbers were dropped. */
    public boolean add(double number) {
        double bounded = bounded(number);
        double before = mean();
        length++;
        sum += bounded;
        square += (bounded - before) * (bounded - mean());
        push(0, bounded, 0);
        compress();
        boolean changed = false;
        while (length >= FIRST_TEST && hasChanged()) {
            dropOldest();
            changed = true;
        }
        return changed;
    }

    private double bounded(double number) {
        double reach = BOUND * deviation();
        return length < FIRST_TEST || reach == 0 ? number : Math.max(mean() - reach, Math.min(mean() + reach, number));
    }

    /** 0 where the numbers are the same but for rounding. */
    private double deviation() {
        double deviation = length == 0 ? 0 : Math.sqrt(Math.max(0, square) / length);
        return deviation > ROUNDING * Math.abs(mean()) ? deviation : 0;
    }

    private void push(int row, double bucketSum, double bucketSquare) {
        if (row == counts.length) {
            counts = Arrays.copyOf(counts, row + 1);
            sums = Arrays.copyOf(sums, (row + 1) * ROW);
            squares = Arrays.copyOf(squares, (row + 1) * ROW);
        }
        int at = row * ROW + counts[row]++;
        sums[at] = bucketSum;
        squares[at] = bucketSquare;
    }

    /** Where there are too many buckets of a size, the two oldest become one of the next size. */
    private void compress() {
        for (int row = 0; row < counts.length && counts[row] > BUCKETS; row++) {
            int at = row * ROW;
            double size = 1L << row;
            double apart = (sums[at] - sums[at + 1]) / size;
            double together = squares[at] + squares[at + 1] + apart * apart * size / 2;
            double both = sums[at] + sums[at + 1];
            remove(row, 2);
            push(row + 1, both, together);
        }
    }

    private void remove(int row, int buckets) {
        int at = row * ROW;
        counts[row] -= buckets;
        System.arraycopy(sums, at + buckets, sums, at, counts[row]);
        System.arraycopy(squares, at + buckets, squares, at, counts[row]);
    }

    /** Compares the parts before and after each border between buckets, the oldest first. */
    private boolean hasChanged() {
        double logarithm = Math.log(2 * Math.log(length) / delta);
        double deviation = Math.max(deviation(), ROUNDING * Math.abs(mean()));
        long older = 0;
        double olderSum = 0;
        for (int row = counts.length - 1; row >= 0; row--) {
            for (int i = 0; i < counts[row]; i++) {
                older += 1L << row;
                olderSum += sums[row * ROW + i];
                long newer = length - older;
                if (older < SHORTEST_PART || newer < SHORTEST_PART) {
                    continue;
                }
                double share = logarithm * (1.0 / older + 1.0 / newer);
                double cut = deviation * (Math.sqrt(2 * share) + 2.0 / 3 * BOUND * share);
                double apart = (sum - olderSum) / newer - olderSum / older;
                if (Math.abs(apart) > cut) {
                    olderMean = olderSum / older;
                    newerMean = (sum - olderSum) / newer;
                    return true;
                }
            }
        }
        return false;
    }

    private void dropOldest() {
        int row = counts.length - 1;
        while (counts[row] == 0) {
            row--;
        }
        long size = 1L << row;
        double mean = sums[row * ROW] / size;
        long left = length - size;
        double rest = (sum - sums[row * ROW]) / left;
        square -= squares[row * ROW] + (mean - rest) * (mean - rest) * size * left / length;
        sum -= sums[row * ROW];
        length = left;
        remove(row, 1);
    }

    /** The window as numbers; {@link #resume} is the inverse. */
    public double[] save() {
        double[] saved = new double[3 + 2 * counts.length * ROW + counts.length];
        saved[0] = length;
        saved[1] = sum;
        saved[2] = square;
        int at = 3;
        for (int row = 0; row < counts.length; row++) {
            saved[at++] = counts[row];
            System.arraycopy(sums, row * ROW, saved, at, ROW);
            System.arraycopy(squares, row * ROW, saved, at + ROW, ROW);
            at += 2 * ROW;
        }
        return saved;
    }

    /** Goes on from the numbers from index {@code from} on of what {@link #save} gave. */
    public void resume(double[] saved, int from) {
        int rows = (saved.length - from - 3) / (2 * ROW + 1);
        length = (long) saved[from];
        sum = saved[from + 1];
        square = saved[from + 2];
        counts = new int[rows];
        sums = new double[rows * ROW];
        squares = new double[rows * ROW];
        int at = from + 3;
        for (int row = 0; row < rows; row++) {
            counts[row] = (int) saved[at++];
            System.arraycopy(saved, at, sums, row * ROW, ROW);
            System.arraycopy(saved, at + ROW, squares, row * ROW, ROW);
            at += 2 * ROW;
        }
    }
}
