package io.backflow.jobs.evaluate;

import java.util.Arrays;

/**
 * The newest rows of one episode of a sequence, as far back as forecasts look. Where a value is not known, the last one
 * that is known stands in for it. Mutable.
 */
final class History {

    private final int width;
    private final int capacity;
    private final float[] filled;
    private final float[] newest;
    private final boolean[] heldOut;
    private long rows;

    /**
     * @param width values in a row
     * @param capacity rows that are kept
     */
    History(int width, int capacity) {
        this.width = width;
        this.capacity = capacity;
        filled = new float[width * capacity];
        newest = new float[width];
        heldOut = new boolean[capacity];
    }

    /**
     * Adds a row.
     *
     * @param values NaN where one is not known
     * @param judged whether it belongs to the part that nothing is learnt from
     */
    void add(float[] values, boolean judged) {
        int at = (int) (rows % capacity) * width;
        for (int c = 0; c < width; c++) {
            float before = rows == 0 ? Float.NaN : (float) at(0, c);
            newest[c] = values[c];
            filled[at + c] = Float.isNaN(values[c]) ? before : values[c];
        }
        heldOut[(int) (rows % capacity)] = judged;
        rows++;
    }

    /** Begins the next episode: there are no rows. */
    void clear() {
        rows = 0;
        Arrays.fill(newest, Float.NaN);
    }

    /** Rows of the episode so far. */
    long rows() {
        return rows;
    }

    /** Whether there is a row so many rows before the newest, and it is still kept. */
    boolean has(int back) {
        return back < rows && back < capacity;
    }

    /** Column {@code c} of the row so many rows before the newest; NaN where none was known until then. */
    double at(int back, int c) {
        return filled[slot(back) * width + c];
    }

    /** Column {@code c} of the newest row as it came; NaN where it is not known. */
    double truth(int c) {
        return newest[c];
    }

    boolean isHeldOut(int back) {
        return heldOut[slot(back)];
    }

    private int slot(int back) {
        return (int) ((rows - 1 - back) % capacity);
    }
}
