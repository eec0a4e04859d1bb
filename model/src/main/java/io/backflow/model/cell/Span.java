package io.backflow.model.cell;

import java.util.Arrays;

/**
 * How long and how wide a pass is: {@code T} steps of {@code B} windows, each with its own length. A window that has
 * ended stands still: its state is carried through, its outputs are zero and its padding has no gradient.
 */
public final class Span {

    private final int[] lengths;
    private int time;
    private int batch;
    private int shortest;

    public Span(int batchCapacity) {
        lengths = new int[batchCapacity];
    }

    /** Sets the shape; {@code lengths[0..batch)} are in {@code [0, time]}. */
    public void set(int time, int batch, int[] lengths) {
        this.time = time;
        this.batch = batch;
        System.arraycopy(lengths, 0, this.lengths, 0, batch);
        shortest = time;
        for (int b = 0; b < batch; b++) {
            int length = lengths[b];
            if (length < 0 || length > time) {
                throw new IllegalArgumentException("window " + b + " has " + length + " steps in a batch of " + time);
            }
            shortest = Math.min(shortest, length);
        }
    }

    /** Sets the shape, all windows as long as the batch. */
    public void set(int time, int batch) {
        this.time = time;
        this.batch = batch;
        shortest = time;
        Arrays.fill(lengths, 0, batch, time);
    }

    /** {@code T}. */
    public int time() {
        return time;
    }

    /** {@code B}. */
    public int batch() {
        return batch;
    }

    /** {@code T * B}. */
    public int steps() {
        return time * batch;
    }

    /** Whether some window has ended before step {@code t}. */
    public boolean ragged(int t) {
        return t >= shortest;
    }

    /** Whether window {@code b} has ended before step {@code t}. */
    public boolean ended(int t, int b) {
        return t >= lengths[b];
    }

    /** Steps of window {@code b}. */
    public int length(int b) {
        return lengths[b];
    }

    /** Copies {@code from [B, n]} to {@code into} where {@link #carry} will need it back. */
    void keep(int t, float[] from, float[] into, int n) {
        if (ragged(t)) {
            System.arraycopy(from, 0, into, 0, batch * n);
        }
    }

    /** Copies the rows of the ended windows of {@code from [B, n]} to {@code into}. */
    void carry(int t, float[] from, float[] into, int n) {
        if (ragged(t)) {
            for (int b = 0; b < batch; b++) {
                if (ended(t, b)) {
                    System.arraycopy(from, b * n, into, b * n, n);
                }
            }
        }
    }

    /** Zeroes the rows of the ended windows in {@code rows [B, n]}. */
    void clear(int t, float[] rows, int n) {
        if (ragged(t)) {
            for (int b = 0; b < batch; b++) {
                if (ended(t, b)) {
                    Arrays.fill(rows, b * n, (b + 1) * n, 0f);
                }
            }
        }
    }
}
