package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.experiment.Median;
import io.backflow.lab.experiment.horizon.Births;
import io.backflow.lab.forecast.ReplayClock;
import io.backflow.lab.forecast.ReplayOrder;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.Track;
import io.backflow.lab.forecast.TrackReplay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Streams of which steps or values were removed at random, learnt from with each rule for gaps and for missing values.
 * The error is that of forecasts of data that nothing was learnt from before: of the test storms, after some epochs of
 * the training storms, and of the last 30 % of births a day, after one pass over those before. Each run is made twice:
 * with whole data to forecast, and with holes there too. A forecast of what was removed is not counted.
 *
 * @param seeds runs of each, with seeds from 1; they decide the parameters, the order of the storms, and the holes
 * @param epochs times that the training storms are replayed
 * @param stepsRemoved share of the steps, from 0 to 1
 * @param valuesRemoved share of the values, from 0 to 1
 */
public record HolesExperiment(int seeds, int epochs, double stepsRemoved, double valuesRemoved) {

    private static final int SIDE_BY_SIDE = 32;
    private static final int WINDOW = 16;
    private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");
    private static final List<String> GAPS = List.of("reset", "carry", "impute");
    private static final List<String> MISSING = List.of("last", "mean", "mask");

    /**
     * A run.
     *
     * @param task {@code storms} or {@code births}
     * @param removed what was removed: {@code nothing}, {@code steps} or {@code values}
     * @param policy of {@code sequence.reorder.gap} or {@code model.input.missing}
     * @param whole mean squared error of forecasts of whole data, on scaled values
     * @param holed that of forecasts of data with holes
     */
    public record Row(String task, String removed, String policy, long seed, double whole, double holed) {}

    /**
     * Runs of one kind.
     *
     * @param whole median over the seeds of the error of forecasts of whole data
     * @param wholeRatio it, divided by that of a model that learnt from whole data
     * @param holed median of the error of forecasts of data with holes
     * @param holedRatio it, divided by that of a model that learnt from whole data and forecast whole data
     */
    public record Summary(
            String task,
            String removed,
            String policy,
            double whole,
            double wholeRatio,
            double holed,
            double holedRatio) {}

    /** All runs. */
    public record Result(double stepsRemoved, double valuesRemoved, List<Summary> summaries, List<Row> rows) {}

    /** Something that is learnt from and then forecast. */
    private interface Task {
        /** The totals of the forecasts that count; {@code learnt} are holes before those, {@code forecast} in them. */
        ForecastTotals run(OneWorkerRun run, Holes learnt, Holes forecast, long seed);

        String model(String missing);

        String name();
    }

    /** Runs all, and says a line after each; then the table. */
    public Result run(Consumer<String> lines) {
        List<Row> rows = new ArrayList<>();
        for (Task task : List.of(new StormTask(epochs), new BirthTask())) {
            for (long seed = 1; seed <= seeds; seed++) {
                for (Row row : runs(task, seed)) {
                    rows.add(row);
                    lines.accept(String.format(
                            Locale.ROOT,
                            "%-6s without %-8s %-6s seed %d: error %.4f, with holes %.4f",
                            row.task(),
                            row.removed() + ",",
                            row.policy(),
                            seed,
                            row.whole(),
                            row.holed()));
                }
            }
        }
        List<Summary> summaries = summaries(rows);
        summaries.forEach(summary -> lines.accept(String.format(
                Locale.ROOT,
                "%-6s without %-8s %-6s error %.4f (%.2f of that of whole data), with holes %.4f (%.2f)",
                summary.task(),
                summary.removed() + ",",
                summary.policy(),
                summary.whole(),
                summary.wholeRatio(),
                summary.holed(),
                summary.holedRatio())));
        return new Result(stepsRemoved, valuesRemoved, summaries, rows);
    }

    private List<Row> runs(Task task, long seed) {
        List<Row> rows = new ArrayList<>();
        rows.add(run(task, Holes.NONE, new Row(task.name(), "nothing", "-", seed, 0, 0)));
        for (String gap : GAPS) {
            rows.add(run(task, new Holes(stepsRemoved, 0, seed), new Row(task.name(), "steps", gap, seed, 0, 0)));
        }
        for (String missing : MISSING) {
            rows.add(run(task, new Holes(0, valuesRemoved, seed), new Row(task.name(), "values", missing, seed, 0, 0)));
        }
        return rows;
    }

    private static Row run(Task task, Holes holes, Row kind) {
        double whole = error(task, holes, Holes.NONE, kind);
        double holed = kind.removed().equals("nothing") ? whole : error(task, holes, holes, kind);
        return new Row(kind.task(), kind.removed(), kind.policy(), kind.seed(), whole, holed);
    }

    private static double error(Task task, Holes learnt, Holes forecast, Row kind) {
        JobConfig config = config(
                task.model(kind.removed().equals("values") ? kind.policy() : "reject"),
                kind.removed().equals("steps") ? kind.policy() : "reset",
                kind.seed());
        try (OneWorkerRun run = new OneWorkerRun(config)) {
            ForecastTotals totals = task.run(run, learnt, forecast, kind.seed());
            return totals.lossSum() / totals.weightSum();
        }
    }

    private static List<Summary> summaries(List<Row> rows) {
        List<Summary> summaries = new ArrayList<>();
        double base = 1;
        for (Row row : rows) {
            if (row.seed() == 1) {
                double whole = median(rows, row, Row::whole);
                double holed = median(rows, row, Row::holed);
                base = row.removed().equals("nothing") ? whole : base;
                summaries.add(
                        new Summary(row.task(), row.removed(), row.policy(), whole, whole / base, holed, holed / base));
            }
        }
        return summaries;
    }

    private static double median(List<Row> rows, Row like, Function<Row, Double> error) {
        return Median.of(rows.stream()
                .filter(row -> row.task().equals(like.task())
                        && row.removed().equals(like.removed())
                        && row.policy().equals(like.policy()))
                .map(error)
                .toList());
    }

    private static JobConfig config(String task, String gap, long seed) {
        return JobConfig.parse("""
                job: {seed: %d}
                kafka: {bootstrap_servers: "localhost:9092"}
                %s
                sequence: {reorder: {max_wait: 0ms, gap: %s}}
                sync: {type: asynchronous, send: gradient}
                server: {shards: 1}
                forecast: {type: arrival}
                """.formatted(seed, task, gap));
    }

    /** Storms side by side as in the demo, scaled by the training part. */
    private record StormTask(int epochs) implements Task {

        @Override
        public ForecastTotals run(OneWorkerRun run, Holes learnt, Holes forecast, long seed) {
            Storms storms = Storms.load();
            Scaling scaling = Scaling.of(storms.train());
            replay(scaling.apply(storms.train()), seed, epochs, START).forEach(step -> take(run, learnt, step));
            run.scorer().take();
            Instant later = START.plus(Duration.ofDays(365_000));
            replay(scaling.apply(storms.test()), seed, 1, later).forEach(step -> take(run, forecast, step));
            return run.scorer().take();
        }

        private static TrackReplay replay(List<Track> tracks, long seed, int epochs, Instant start) {
            return new TrackReplay(
                    tracks,
                    new ReplayOrder(seed, 1, epochs, SIDE_BY_SIDE),
                    new ReplayClock(start, Duration.ofHours(6), WINDOW));
        }

        @Override
        public String model(String missing) {
            return """
                    model:
                      input: {type: features, size: 4, missing: %s}
                      layers: [{type: gru, units: 32}]
                      head: {units: 4, loss: {type: mse}}
                    target: {type: next, residual: true}
                    horizon: {type: truncated, every: 16}
                    batch: {size: 32}
                    optimizer: {rule: {type: adam}, learning_rate: 0.002, clip_norm: 1.0}
                    """.formatted(missing);
        }

        @Override
        public String name() {
            return "storms";
        }
    }

    /** One sequence in one pass. */
    private record BirthTask() implements Task {

        @Override
        public ForecastTotals run(OneWorkerRun run, Holes learnt, Holes forecast, long seed) {
            Births births = Births.load();
            for (int day = 0; day < births.values().length; day++) {
                if (day == births.train()) {
                    run.scorer().take();
                }
                Holes holes = day < births.train() ? learnt : forecast;
                take(run, holes, births.step(day));
            }
            return run.scorer().take();
        }

        @Override
        public String model(String missing) {
            return """
                    model:
                      input: {type: features, size: 1, missing: %s}
                      layers: [{type: gru, units: 32}]
                      head: {units: 1, loss: {type: mse}}
                    target: {type: next}
                    horizon: {type: truncated, every: 4, back: 32}
                    batch: {size: 1}
                    optimizer: {rule: {type: adam}, learning_rate: 0.003, clip_norm: 1.0}
                    """.formatted(missing);
        }

        @Override
        public String name() {
            return "births";
        }
    }

    private static void take(OneWorkerRun run, Holes holes, Step step) {
        Step left = holes.in(step);
        if (left != null) {
            run.take(left);
        }
    }
}
