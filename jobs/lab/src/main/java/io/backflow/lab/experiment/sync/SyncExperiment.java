package io.backflow.lab.experiment.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * The same data trained by two workers under every combination, and their final losses beside that of the reference:
 * synchronous gradients without staleness, which is one process on the union of the windows.
 *
 * @param seeds how many times each is run, with seeds from 1
 * @param stormEpochs passes over the storms; 0: leave them out
 * @param birthEpochs passes over the births; 0: leave them out
 */
public record SyncExperiment(int seeds, int stormEpochs, int birthEpochs) {

    /**
     * A combination on a task, over all seeds.
     *
     * @param finalLoss mean of the runs' final prequential losses
     * @param finalRatio that by the reference's
     * @param testLoss mean of the runs' losses on the test part
     * @param testRatio that by the reference's
     */
    public record Summary(
            String task, String variant, double finalLoss, double finalRatio, double testLoss, double testRatio) {}

    /** The whole result. */
    public record Result(int seeds, List<Summary> summaries, List<RunResult> runs) {}

    /** Runs all of it, and says a line after each. */
    public Result run(Consumer<String> lines) throws Exception {
        List<ForecastTask> tasks = new ArrayList<>();
        if (stormEpochs > 0) {
            tasks.add(ForecastTask.storms(stormEpochs));
        }
        if (birthEpochs > 0) {
            tasks.add(ForecastTask.births(birthEpochs));
        }
        List<RunResult> runs = new ArrayList<>();
        List<Summary> summaries = new ArrayList<>();
        try (ExperimentRunner runner = new ExperimentRunner()) {
            for (ForecastTask task : tasks) {
                List<SyncVariant> all = SyncVariant.all(task.sideBySide());
                List<List<RunResult>> results = new ArrayList<>();
                for (SyncVariant variant : all) {
                    results.add(runs(runner, task, variant, lines));
                    runs.addAll(results.get(results.size() - 1));
                }
                for (List<RunResult> of : results) {
                    summaries.add(summary(of, results.get(0)));
                }
            }
        }
        summaries.forEach(summary -> lines.accept(line(summary)));
        return new Result(seeds, summaries, runs);
    }

    private List<RunResult> runs(
            ExperimentRunner runner, ForecastTask task, SyncVariant variant, Consumer<String> lines) throws Exception {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            RunResult result = runner.run(task, variant, seed);
            results.add(result);
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-10s %-34s seed %d  final loss %.5f, test loss %.5f  (%,d updates, %.0f s)",
                    result.task(),
                    result.variant(),
                    result.seed(),
                    result.finalLoss(),
                    result.testLoss(),
                    result.updates(),
                    result.seconds()));
        }
        return results;
    }

    private static Summary summary(List<RunResult> results, List<RunResult> reference) {
        double finalLoss = mean(results, RunResult::finalLoss);
        double testLoss = mean(results, RunResult::testLoss);
        return new Summary(
                results.get(0).task(),
                results.get(0).variant(),
                finalLoss,
                finalLoss / mean(reference, RunResult::finalLoss),
                testLoss,
                testLoss / mean(reference, RunResult::testLoss));
    }

    private static double mean(List<RunResult> results, ToDoubleFunction<RunResult> loss) {
        return results.stream().mapToDouble(loss).average().orElseThrow();
    }

    private static String line(Summary summary) {
        return String.format(
                Locale.ROOT,
                "%-10s %-34s mean final loss %.5f, %.4f of the reference's; test loss %.5f, %.4f",
                summary.task(),
                summary.variant(),
                summary.finalLoss(),
                summary.finalRatio(),
                summary.testLoss(),
                summary.testRatio());
    }
}
