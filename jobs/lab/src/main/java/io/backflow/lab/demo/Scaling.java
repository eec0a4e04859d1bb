package io.backflow.lab.demo;

import java.util.List;

/**
 * The unit of each channel: a value {@code x} is learnt as {@code (x - mean) / std}.
 *
 * @param mean {@code [4]}
 * @param std {@code [4]}, population standard deviation
 */
record Scaling(float[] mean, float[] std) {

    /** Mean and deviation over all rows of {@code storms}. */
    static Scaling of(List<Storm> storms) {
        float[] mean = new float[Storm.CHANNELS];
        float[] std = new float[Storm.CHANNELS];
        for (int c = 0; c < Storm.CHANNELS; c++) {
            double[] values = channel(storms, c);
            double average = sum(values, 0, 1) / values.length;
            mean[c] = (float) average;
            std[c] = (float) Math.sqrt(sum(values, average, 2) / values.length);
        }
        return new Scaling(mean, std);
    }

    /** A storm's rows in these units, {@code [T, 4]}. */
    float[][] apply(Storm storm) {
        float[][] scaled = new float[storm.length()][Storm.CHANNELS];
        for (int t = 0; t < scaled.length; t++) {
            for (int c = 0; c < Storm.CHANNELS; c++) {
                scaled[t][c] = (storm.rows()[t][c] - mean[c]) / std[c];
            }
        }
        return scaled;
    }

    /** Storms' rows in these units. */
    List<float[][]> apply(List<Storm> storms) {
        return storms.stream().map(this::apply).toList();
    }

    private static double[] channel(List<Storm> storms, int c) {
        return storms.stream()
                .flatMap(storm -> List.of(storm.rows()).stream())
                .mapToDouble(row -> row[c])
                .toArray();
    }

    /** Sum of {@code (x - centre)^power}. */
    private static double sum(double[] values, double centre, int power) {
        double sum = 0;
        for (double x : values) {
            sum += Math.pow(x - centre, power);
        }
        return sum;
    }
}
