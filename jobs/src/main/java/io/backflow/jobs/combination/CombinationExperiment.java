package io.backflow.jobs.combination;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The same data trained by two workers under every combination, and their final losses beside that of the reference:
 * synchronous gradients without staleness, which is one process on the union of the windows.
 *
 * @param seeds how many times each is run, with seeds from 1
 * @param stormEpochs passes over the storms; 0: leave them out
 * @param birthEpochs passes over the births; 0: leave them out
 */
public record CombinationExperiment(int seeds, int stormEpochs, int birthEpochs) {

    /**
     * A combination on a task, over all seeds.
     *
     * @param testLoss mean loss on the test part, see {@link Judge#testLoss}
     * @param ratio mean of the losses' ratios to the reference's of the same seed
     */
    public record Summary(String task, String combination, double testLoss, double ratio) {}

    /** All there is to tell. */
    public record Result(int seeds, List<Summary> summaries, List<Outcome> runs) {}

    /** Runs all of it, and says a line after each. */
    public Result run(Consumer<String> lines) throws Exception {
        List<Task> tasks = new ArrayList<>();
        if (stormEpochs > 0) {
            tasks.add(Task.storms(stormEpochs));
        }
        if (birthEpochs > 0) {
            tasks.add(Task.births(birthEpochs));
        }
        List<Outcome> runs = new ArrayList<>();
        List<Summary> summaries = new ArrayList<>();
        try (Laboratory laboratory = new Laboratory()) {
            for (Task task : tasks) {
                List<Combination> all = Combination.all(task.sideBySide());
                List<List<Outcome>> outcomes = new ArrayList<>();
                for (Combination combination : all) {
                    outcomes.add(runs(laboratory, task, combination, lines));
                    runs.addAll(outcomes.get(outcomes.size() - 1));
                }
                for (List<Outcome> of : outcomes) {
                    summaries.add(summary(of, outcomes.get(0)));
                }
            }
        }
        summaries.forEach(summary -> lines.accept(line(summary)));
        return new Result(seeds, summaries, runs);
    }

    private List<Outcome> runs(Laboratory laboratory, Task task, Combination combination, Consumer<String> lines)
            throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            Outcome outcome = laboratory.run(task, combination, seed);
            outcomes.add(outcome);
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-10s %-34s seed %d  test loss %.5f  (%,d updates, %.0f s)",
                    outcome.task(),
                    outcome.combination(),
                    outcome.seed(),
                    outcome.testLoss(),
                    outcome.updates(),
                    outcome.seconds()));
        }
        return outcomes;
    }

    private static Summary summary(List<Outcome> outcomes, List<Outcome> reference) {
        double loss = 0;
        double ratio = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            loss += outcomes.get(i).testLoss() / outcomes.size();
            ratio += outcomes.get(i).testLoss() / reference.get(i).testLoss() / outcomes.size();
        }
        return new Summary(outcomes.get(0).task(), outcomes.get(0).combination(), loss, ratio);
    }

    private static String line(Summary summary) {
        return String.format(
                Locale.ROOT,
                "%-10s %-34s mean test loss %.5f, %.4f of the reference's",
                summary.task(),
                summary.combination(),
                summary.testLoss(),
                summary.ratio());
    }
}
