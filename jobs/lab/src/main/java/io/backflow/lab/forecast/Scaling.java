package io.backflow.lab.forecast;

import io.backflow.jobs.sequence.FeatureScale;
import java.util.Arrays;
import java.util.List;

/**
 * The unit of each channel: a value {@code x} becomes {@code (x - mean) / deviation}.
 *
 * @param mean {@code [C]}
 * @param deviation {@code [C]}, population standard deviation
 */
public record Scaling(double[] mean, double[] deviation) {

    /** Mean and deviation over all rows of {@code tracks}. */
    public static Scaling of(List<Track> tracks) {
        List<float[]> rows =
                tracks.stream().flatMap(track -> Arrays.stream(track.rows())).toList();
        int width = tracks.get(0).width();
        Scaling scaling = new Scaling(new double[width], new double[width]);
        for (int c = 0; c < width; c++) {
            int channel = c;
            double mean =
                    rows.stream().mapToDouble(row -> row[channel]).average().orElseThrow();
            double variance = rows.stream()
                    .mapToDouble(row -> (row[channel] - mean) * (row[channel] - mean))
                    .average()
                    .orElseThrow();
            scaling.mean[c] = mean;
            scaling.deviation[c] = Math.sqrt(variance);
        }
        return scaling;
    }

    /** Tracks in these units, for data that is scaled before it is sent. */
    public List<Track> apply(List<Track> tracks) {
        return tracks.stream()
                .map(track -> track.in((x, c) -> (float) ((x - mean[c]) / deviation[c])))
                .toList();
    }

    /** Tracks in these units to the bit as a job scales them that has {@link #forJob()} as its normalisation. */
    public List<Track> applyLikeJob(List<Track> tracks) {
        FeatureScale scale = forJob();
        return tracks.stream().map(track -> track.in(scale::normalise)).toList();
    }

    /** The same scaling in single precision, which is what a job computes with. */
    public FeatureScale forJob() {
        return new FeatureScale(floats(mean), floats(deviation));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
