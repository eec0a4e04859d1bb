package io.backflow.local.tensorboard;

import io.backflow.model.io.ProtobufWriter;

/**
 * How numbers are distributed over intervals of equal width, TensorFlow's {@code HistogramProto}.
 *
 * @param min the least
 * @param max the greatest
 * @param count how many there are
 * @param sum of all
 * @param sumOfSquares of all
 * @param limits where each interval ends, ascending
 * @param counts how many are in each
 */
record Histogram(
        double min, double max, double count, double sum, double sumOfSquares, double[] limits, double[] counts) {

    private static final int INTERVALS = 30;

    /** Field numbers of {@code HistogramProto}. */
    private static final int MIN = 1;

    private static final int MAX = 2;
    private static final int NUM = 3;
    private static final int SUM = 4;
    private static final int SUM_SQUARES = 5;
    private static final int BUCKET_LIMIT = 6;
    private static final int BUCKET = 7;

    /** That of the {@code size} values from {@code from} on, at least one, all of them finite. */
    static Histogram of(float[] values, int from, int size) {
        double min = values[from];
        double max = values[from];
        double sum = 0;
        double squares = 0;
        for (int i = from; i < from + size; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
            sum += values[i];
            squares += (double) values[i] * values[i];
        }
        int intervals = max > min ? INTERVALS : 1;
        double width = (max - min) / intervals;
        double[] counts = new double[intervals];
        for (int i = from; i < from + size; i++) {
            counts[max > min ? Math.min(intervals - 1, (int) ((values[i] - min) / width)) : 0]++;
        }
        double[] limits = new double[intervals];
        for (int i = 0; i < intervals; i++) {
            limits[i] = i == intervals - 1 ? max : min + (i + 1) * width;
        }
        return new Histogram(min, max, size, sum, squares, limits, counts);
    }

    void write(ProtobufWriter out) {
        out.number(MIN, min)
                .number(MAX, max)
                .number(NUM, count)
                .number(SUM, sum)
                .number(SUM_SQUARES, sumOfSquares)
                .numbers(BUCKET_LIMIT, limits)
                .numbers(BUCKET, counts);
    }
}
