package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.lab.experiment.horizon.Births;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Births a day in one pass, each day forecast up to twelve days before it is learnt from: by outputs for each of the
 * steps, which are trained together, and by a network for the next day to which its own forecasts are fed back.
 *
 * @param seeds runs of each, with seeds from 1
 * @param warmUp days that are not counted
 */
public record StepsExperiment(int seeds, int warmUp) {

    private static final String STEPS = "[1, 2, 3, 6, 12]";
    private static final List<Method> METHODS = List.of(
            new Method("direct", 5, "{type: next, columns: [0], steps: " + STEPS + "}", "{type: arrival}"),
            new Method("fed_back", 1, "{type: next}", "{type: arrival, fed_back: " + STEPS + "}"));

    private record Method(String name, int units, String target, String forecast) {}

    /**
     * A step of a run.
     *
     * @param method {@code direct} or {@code fed_back}
     * @param forecasts that were counted
     * @param loss their mean squared error on z-scored values
     * @param baselineLoss that of the forecast that nothing changes
     */
    public record Row(
            String task, String method, long seed, int stepsAhead, long forecasts, double loss, double baselineLoss) {}

    /** All runs. */
    public record Result(int warmUp, List<Row> rows) {}

    /** Runs all, and says a line after each step of a run. */
    public Result run(Consumer<String> lines) {
        List<Row> rows = new ArrayList<>();
        Births births = Births.load();
        for (Method method : METHODS) {
            for (long seed = 1; seed <= seeds; seed++) {
                for (Row row : run(births, method, seed)) {
                    rows.add(row);
                    lines.accept(String.format(
                            Locale.ROOT,
                            "births, %-8s seed %d, %2d steps ahead: loss %.4f, baseline %.4f (%,d forecasts)",
                            row.method(),
                            seed,
                            row.stepsAhead(),
                            row.loss(),
                            row.baselineLoss(),
                            row.forecasts()));
                }
            }
        }
        return new Result(warmUp, rows);
    }

    private List<Row> run(Births births, Method method, long seed) {
        List<Row> rows = new ArrayList<>();
        try (OneWorkerRun run = new OneWorkerRun(config(method, seed))) {
            for (int day = 0; day < births.values().length; day++) {
                if (day == warmUp) {
                    run.scorer().takeSteps();
                }
                run.take(births.step(day));
            }
            for (StepTotals step : run.scorer().takeSteps()) {
                double weight = step.totals().weightSum();
                rows.add(new Row(
                        "births",
                        method.name(),
                        seed,
                        step.stepsAhead(),
                        step.totals().scored(),
                        step.totals().lossSum() / weight,
                        step.totals().baselineLossSum() / weight));
            }
        }
        return rows;
    }

    private static JobConfig config(Method method, long seed) {
        return JobConfig.parse("""
                job: {seed: %d}
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 32}]
                  head: {units: %d, loss: {type: mse}}
                target: %s
                horizon: {type: truncated, every: 4, back: 32}
                batch: {size: 1}
                optimizer: {rule: {type: adam}, learning_rate: 0.003, clip_norm: 1.0}
                sync: {type: asynchronous, send: gradient}
                server: {shards: 1}
                forecast: %s
                """.formatted(seed, method.units(), method.target(), method.forecast()));
    }
}
