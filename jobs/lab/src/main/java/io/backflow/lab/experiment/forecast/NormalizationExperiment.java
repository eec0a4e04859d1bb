package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.experiment.Median;
import io.backflow.lab.experiment.horizon.Births;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Births a day in one pass, each day forecast before it is learnt from, with each normalization: the mean squared error
 * over the variance of the days that are not counted.
 *
 * @param seeds runs of each, with seeds from 1
 * @param warmUp days that are not counted
 */
public record NormalizationExperiment(int seeds, int warmUp) {

    private static final long DAY = 86_400_000L;
    private static final long FIRST =
            LocalDate.of(2000, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();

    private static final List<String> LEARNT = List.of("running", "window", "global");

    /**
     * A run.
     *
     * @param normalization its type
     * @param times whether the network sees the day of the week and of the year, and the head too
     */
    public record Row(String normalization, boolean times, long seed, double mse) {}

    /**
     * The runs of one setting.
     *
     * @param median of their errors
     * @param ratio of that to the one with a fixed normalization, with or without times as here
     */
    public record Summary(String normalization, boolean times, double median, double ratio) {}

    /** All runs. */
    public record Result(int warmUp, List<Row> rows, List<Summary> summaries) {}

    /** Runs all, and says a line after each. */
    public Result run(Consumer<String> lines) {
        float[] counts = Births.counts();
        double[] scale = scale(counts);
        List<Row> rows = new ArrayList<>();
        List<Summary> summaries = new ArrayList<>();
        for (boolean times : new boolean[] {false, true}) {
            double fixed = Double.NaN;
            List<String> types = new ArrayList<>(LEARNT);
            types.add(0, "fixed");
            for (String type : types) {
                double median = run(type, times, counts, scale, rows);
                fixed = type.equals("fixed") ? median : fixed;
                summaries.add(new Summary(type, times, median, median / fixed));
                lines.accept(String.format(
                        Locale.ROOT,
                        "births, %-8s %s: error %.4f, %.3f times that of fixed",
                        type,
                        times ? "with times   " : "without times",
                        median,
                        median / fixed));
            }
        }
        return new Result(warmUp, rows, summaries);
    }

    private double run(String type, boolean times, float[] counts, double[] scale, List<Row> rows) {
        List<Double> errors = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            double error = mse(config(type, times, scale, seed), counts) / (scale[1] * scale[1]);
            errors.add(error);
            rows.add(new Row(type, times, seed, error));
        }
        return Median.of(errors);
    }

    private double mse(JobConfig config, float[] counts) {
        double sum = 0;
        float[] said = new float[1];
        try (OneWorkerRun run = new OneWorkerRun(config)) {
            run.listen(forecast -> said[0] = forecast.said().values()[0]);
            for (int day = 0; day < counts.length; day++) {
                double error = counts[day] - said[0];
                sum += day < warmUp ? 0 : error * error;
                run.take(new Step("births", day, FIRST + DAY * day, new float[] {counts[day]}));
            }
        }
        return sum / (counts.length - warmUp);
    }

    /** Mean and deviation of the days before those that are counted. */
    private double[] scale(float[] counts) {
        double mean = 0;
        for (int day = 0; day < warmUp; day++) {
            mean += counts[day] / (double) warmUp;
        }
        double variance = 0;
        for (int day = 0; day < warmUp; day++) {
            variance += (counts[day] - mean) * (counts[day] - mean) / warmUp;
        }
        return new double[] {mean, Math.sqrt(variance)};
    }

    private static JobConfig config(String type, boolean times, double[] scale, long seed) {
        String fixed = String.format(Locale.ROOT, "{mean: [%s], deviation: [%s]}", scale[0], scale[1]);
        return JobConfig.parse("""
                job: {seed: %d}
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1%s}
                  layers: [{type: gru, units: 32}]
                  head: {units: 1, loss: {type: mse}%s}
                normalization: %s
                target: {type: next, steps_ahead: 1, columns: [0]}
                horizon: {type: truncated, every: 16, back: 32}
                batch: {size: 1}
                optimizer: {rule: cocob, clip_norm: 1.0}
                sync: {type: asynchronous, send: gradient}
                server: {shards: 1}
                forecast: {type: arrival}
                """.formatted(
                        seed,
                        times ? ", time_features: [day_of_week, day_of_year]" : "",
                        times ? ", skip: time" : "",
                        type.equals("fixed") ? fixed : type));
    }
}
