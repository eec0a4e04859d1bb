package io.backflow.lab.experiment.sync;

import io.backflow.lab.demo.Storm;
import io.backflow.lab.demo.Storms;
import io.backflow.lab.experiment.horizon.Births;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tracks to learn from, and tracks that judge.
 *
 * @param validation tracks that say which version is the best; empty: the last is
 * @param width channels of a row
 * @param sideBySide tracks that go side by side
 * @param epochs times that each track is learnt from
 * @param rate the highest learning rate
 */
record ForecastTask(
        String name,
        List<Track> train,
        List<Track> validation,
        List<Track> test,
        int width,
        int sideBySide,
        int epochs,
        double rate) {

    /** Days of a track of the births: 52 weeks. */
    private static final int YEAR = 364;

    /** The storms of the demo. */
    static ForecastTask storms(int epochs) {
        Storms storms = Storms.load();
        Scale scale = Scale.of(storms.train().stream().map(Storm::rows).toList());
        return new ForecastTask(
                "storms", tracks(storms.train(), scale), List.of(), tracks(storms.test(), scale), 4, 32, epochs, 6e-3);
    }

    private static List<Track> tracks(List<Storm> storms, Scale scale) {
        return storms.stream()
                .map(storm -> new Track(storm.id(), scale.apply(storm.rows())))
                .toList();
    }

    /** Births a day, a year a track; ten years are few, and a network that has gone through them often knows them. */
    static ForecastTask births(int epochs) {
        Births births = Births.load();
        return new ForecastTask(
                "us_births",
                years(births, 0, births.train()),
                years(births, births.train(), births.validation()),
                years(births, births.validation(), births.values().length),
                1,
                10,
                epochs,
                2e-3);
    }

    private static List<Track> years(Births births, int from, int to) {
        List<Track> tracks = new ArrayList<>();
        for (int start = from; start + YEAR <= to; start += YEAR) {
            float[][] rows = new float[YEAR][];
            for (int t = 0; t < YEAR; t++) {
                rows[t] = new float[] {births.values()[start + t]};
            }
            tracks.add(new Track("day-" + start, rows));
        }
        return tracks;
    }

    /** Mean and population standard deviation of each channel. */
    private record Scale(double[] mean, double[] deviation) {

        static Scale of(List<float[][]> tracks) {
            int width = tracks.get(0)[0].length;
            Scale scale = new Scale(new double[width], new double[width]);
            List<float[]> rows = tracks.stream().flatMap(Arrays::stream).toList();
            for (int c = 0; c < width; c++) {
                int channel = c;
                double mean =
                        rows.stream().mapToDouble(row -> row[channel]).average().orElseThrow();
                double variance = rows.stream()
                        .mapToDouble(row -> (row[channel] - mean) * (row[channel] - mean))
                        .average()
                        .orElseThrow();
                scale.mean[c] = mean;
                scale.deviation[c] = Math.sqrt(variance);
            }
            return scale;
        }

        float[][] apply(float[][] rows) {
            float[][] scaled = new float[rows.length][mean.length];
            for (int t = 0; t < rows.length; t++) {
                for (int c = 0; c < mean.length; c++) {
                    scaled[t][c] = (float) ((rows[t][c] - mean[c]) / deviation[c]);
                }
            }
            return scaled;
        }
    }
}
