package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.lab.experiment.horizon.Births;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Births a day in one pass, each day forecast before it is learnt from: how often the truth is inside the 80 % interval
 * of its forecast.
 *
 * @param seeds runs of each head, with seeds from 1
 * @param warmUp days that are not counted
 */
public record IntervalExperiment(int seeds, int warmUp) {

    private static final List<Head> HEADS = List.of(
            new Head("quantile", "{units: 3, loss: {type: quantile, quantiles: [0.1, 0.5, 0.9]}}"),
            new Head("gaussian_nll", "{units: 2, loss: {type: gaussian_nll}}"));

    private record Head(String name, String yaml) {}

    /**
     * A run.
     *
     * @param head the loss of its head
     * @param level the share of truths that is to be inside
     * @param truths days that were counted
     * @param coverage the share of them that was inside
     * @param loss mean loss of the forecasts that were counted
     */
    public record Row(String task, String head, long seed, double level, long truths, double coverage, double loss) {}

    /** All runs. */
    public record Result(int warmUp, List<Row> rows) {}

    /** Runs all, and says a line after each. */
    public Result run(Consumer<String> lines) {
        List<Row> rows = new ArrayList<>();
        Births births = Births.load();
        for (Head head : HEADS) {
            for (long seed = 1; seed <= seeds; seed++) {
                Row row = run(births, head, seed);
                rows.add(row);
                lines.accept(String.format(
                        Locale.ROOT,
                        "births, %-12s seed %d: %.3f of %,d days inside the interval of %.2f, loss %.4f",
                        head.name(),
                        seed,
                        row.coverage(),
                        row.truths(),
                        row.level(),
                        row.loss()));
            }
        }
        return new Result(warmUp, rows);
    }

    private Row run(Births births, Head head, long seed) {
        try (OneWorkerRun run = new OneWorkerRun(config(head, seed))) {
            for (int day = 0; day < births.values().length; day++) {
                if (day == warmUp) {
                    run.scorer().take();
                }
                run.take(births.step(day));
            }
            ForecastTotals totals = run.scorer().take();
            Coverage coverage = totals.coverage();
            return new Row(
                    "births",
                    head.name(),
                    seed,
                    coverage.level(),
                    coverage.truths(),
                    coverage.share(),
                    totals.lossSum() / totals.weightSum());
        }
    }

    private static JobConfig config(Head head, long seed) {
        return JobConfig.parse("""
                job: {seed: %d}
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 32}]
                  head: %s
                target: {type: next, steps_ahead: 1, columns: [0]}
                horizon: {type: truncated, every: 16, back: 32}
                batch: {size: 1}
                optimizer: {rule: {type: adam}, learning_rate: 0.01, clip_norm: 1.0}
                sync: {type: asynchronous, send: gradient}
                server: {shards: 1}
                forecast: {type: arrival}
                """.formatted(seed, head.yaml()));
    }
}
