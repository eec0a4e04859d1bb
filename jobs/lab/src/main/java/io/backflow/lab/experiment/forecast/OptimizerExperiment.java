package io.backflow.lab.experiment.forecast;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.lab.experiment.Median;
import io.backflow.lab.experiment.taxi.TaxiSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The update rule that needs no learning rate beside Adam with each of several rates, on streams that come once: the
 * mean loss of forecasts, each made before its step is learnt.
 *
 * @param seeds runs of each, with seeds from 1
 * @param taxi one more stream; null: none
 */
public record OptimizerExperiment(int seeds, @Nullable TaxiSeries taxi) {

    private static final String COCOB = "cocob";
    private static final double[] RATES = {3e-4, 1e-3, 3e-3, 1e-2, 3e-2};

    /**
     * The runs of a rule on a stream.
     *
     * @param rate constant; null: the rule has none
     * @param loss median over the seeds
     */
    public record Row(String task, String rule, @Nullable Double rate, double loss) {}

    /**
     * A stream.
     *
     * @param ratio of the loss with the rule without a rate to the lowest of Adam
     */
    public record Summary(String task, double cocob, double adam, double ratio) {}

    /** All runs. */
    public record Result(int seeds, List<Row> rows, List<Summary> summaries) {}

    /** Runs all, and says a line after each. */
    public Result run(Consumer<String> lines) {
        List<Row> rows = new ArrayList<>();
        List<Summary> summaries = new ArrayList<>();
        for (OptimizerTask task : OptimizerTask.all(taxi)) {
            double best = Double.POSITIVE_INFINITY;
            for (double rate : RATES) {
                String optimizer = "{rule: adam, learning_rate: " + rate + ", clip_norm: 1.0}";
                Row row = new Row(task.name(), "adam", rate, loss(task, optimizer));
                best = Math.min(best, row.loss());
                rows.add(row);
                lines.accept(String.format(Locale.ROOT, "%-6s adam %.4f: loss %.5f", task.name(), rate, row.loss()));
            }
            Row row = new Row(task.name(), COCOB, null, loss(task, "{rule: cocob, clip_norm: 1.0}"));
            rows.add(row);
            summaries.add(new Summary(task.name(), row.loss(), best, row.loss() / best));
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-6s cocob      : loss %.5f, %.3f times the lowest of adam",
                    task.name(),
                    row.loss(),
                    row.loss() / best));
        }
        return new Result(seeds, rows, summaries);
    }

    private double loss(OptimizerTask task, String optimizer) {
        List<Double> losses = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            try (OneWorkerRun run = new OneWorkerRun(task.config(optimizer, seed))) {
                long[] taken = new long[1];
                task.steps(seed, step -> {
                    if (taken[0]++ == task.warmUp()) {
                        run.scorer().takeSteps();
                    }
                    run.take(step);
                });
                ForecastTotals totals = run.scorer().take();
                losses.add(totals.lossSum() / totals.weightSum());
            }
        }
        return Median.of(losses);
    }
}
