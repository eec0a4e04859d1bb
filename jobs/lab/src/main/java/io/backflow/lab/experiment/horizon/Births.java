package io.backflow.lab.experiment.horizon;

import io.backflow.jobs.sequence.Step;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Track;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Births a day in the United States from 2000 to 2014: each day's number is to be foreseen from those before it. Values
 * are z-scores by mean and population standard deviation of the training part.
 *
 * @param values one a day
 * @param train days of the training part, the first 70 %
 * @param validation days of the two first parts, 85 %
 */
public record Births(float[] values, int train, int validation) implements Series {

    private static final long DAY = 86_400_000L;

    /** Reads the data set that is shipped with this class. */
    public static Births load() {
        float[][] days = read();
        return scaled(days, days.length * 70 / 100, days.length * 85 / 100);
    }

    /** The numbers themselves, one a day from 1 January 2000 on. */
    public static float[] counts() {
        float[][] days = read();
        float[] counts = new float[days.length];
        for (int day = 0; day < counts.length; day++) {
            counts[day] = days[day][0];
        }
        return counts;
    }

    /** The {@code day}-th day as a step of the one sequence {@code births}. */
    public Step step(int day) {
        return new Step("births", day, DAY * day, new float[] {values[day]});
    }

    private static float[][] read() {
        try (var in = Objects.requireNonNull(Births.class.getResourceAsStream("us_births.csv"), "us_births.csv");
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(line -> new float[] {Float.parseFloat(line.substring(line.lastIndexOf(',') + 1))})
                    .toArray(float[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Births scaled(float[][] days, int train, int validation) {
        Scaling scaling = Scaling.of(List.of(new Track("train", Arrays.copyOf(days, train))));
        float[][] rows = scaling.apply(List.of(new Track("all", days))).get(0).rows();
        float[] values = new float[rows.length];
        for (int t = 0; t < values.length; t++) {
            values[t] = rows[t][0];
        }
        return new Births(values, train, validation);
    }

    /** The error on the test part of repeating the value of {@code lag} days before. */
    HorizonRow naive(String variant, int lag) {
        double sum = 0;
        for (int t = validation; t < values.length; t++) {
            sum += (values[t] - values[t - lag]) * (double) (values[t] - values[t - lag]);
        }
        double mse = sum / (values.length - validation);
        return new HorizonRow("us_births", "none", variant, 1, lag, null, mse, 0, 0, 0, 0);
    }

    @Override
    public int sequences() {
        return 1;
    }

    @Override
    public float input(int sequence, int step, int column) {
        return values[step];
    }

    @Override
    public float target(int sequence, int step) {
        return values[step + 1];
    }

    @Override
    public float weight(int sequence, int step) {
        return 1;
    }
}
