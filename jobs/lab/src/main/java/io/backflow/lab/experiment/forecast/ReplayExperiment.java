package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.lab.experiment.Median;
import io.backflow.lab.experiment.horizon.Births;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Births a day in one pass: the ten years of the training part once, with different numbers of past windows beside each
 * new one. The test part is forecast by the model as it is after those years, and by one that goes on learning.
 *
 * @param seeds runs of each, with seeds from 1
 * @param windows past windows beside each new one; 0: none
 */
public record ReplayExperiment(int seeds, List<Integer> windows) {

    public ReplayExperiment {
        windows = List.copyOf(windows);
    }

    /**
     * A run.
     *
     * @param windows past windows beside each new one
     * @param test mean squared error on the test part, on z-scored values, of the model after the training part
     * @param live that of a model that goes on learning
     * @param seconds that the run with the first took
     */
    public record Row(String task, int windows, long seed, double test, double live, double seconds) {}

    /** The medians of the runs with so many windows. */
    public record Summary(String task, int windows, double test, double live, double seconds) {}

    /** All runs. */
    public record Result(List<Summary> summaries, List<Row> rows) {}

    /** Runs all, and says a line after each; then the table. */
    public Result run(Consumer<String> lines) {
        Births births = Births.load();
        List<Row> rows = new ArrayList<>();
        List<Summary> summaries = new ArrayList<>();
        for (int beside : windows) {
            List<Row> same = new ArrayList<>();
            for (long seed = 1; seed <= seeds; seed++) {
                Row row = run(births, beside, seed);
                same.add(row);
                lines.accept(String.format(
                        Locale.ROOT,
                        "births, %2d windows replayed, seed %d: test %.4f, live %.4f (%.1f s)",
                        row.windows(),
                        row.seed(),
                        row.test(),
                        row.live(),
                        row.seconds()));
            }
            rows.addAll(same);
            summaries.add(new Summary(
                    "births", beside, median(same, Row::test), median(same, Row::live), median(same, Row::seconds)));
        }
        summaries.forEach(summary -> lines.accept(String.format(
                Locale.ROOT,
                "births, %2d windows replayed: median test %.4f, live %.4f (%.1f s)",
                summary.windows(),
                summary.test(),
                summary.live(),
                summary.seconds())));
        return new Result(summaries, rows);
    }

    private static double median(List<Row> rows, ToDoubleFunction<Row> value) {
        return Median.of(rows.stream().map(value::applyAsDouble).toList());
    }

    private static Row run(Births births, int windows, long seed) {
        long start = System.nanoTime();
        double test = error(births, windows, seed, false);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Row("births", windows, seed, test, error(births, windows, seed, true), seconds);
    }

    private static double error(Births births, int windows, long seed, boolean goesOn) {
        try (OneWorkerRun run = new OneWorkerRun(config(windows, seed))) {
            for (int day = 0; day < births.values().length; day++) {
                if (day == births.train() && !goesOn) {
                    run.stopLearning();
                }
                if (day == births.validation()) {
                    run.scorer().take();
                }
                run.take(births.step(day));
            }
            ForecastTotals totals = run.scorer().take();
            return totals.lossSum() / totals.weightSum();
        }
    }

    private static JobConfig config(int windows, long seed) {
        return JobConfig.parse("""
                job: {seed: %d}
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 32}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next}
                horizon: {type: truncated, every: 4, back: 32}
                batch: {size: 1%s}
                optimizer: {rule: {type: adam}, learning_rate: 0.003, clip_norm: 1.0}
                sync: {type: asynchronous, send: gradient}
                server: {shards: 1}
                forecast: {type: arrival}
                """.formatted(seed, windows == 0 ? "" : ", replay: {windows: " + windows + "}"));
    }
}
