package io.backflow.lab.experiment.horizon;

import io.backflow.lab.experiment.JobRunner;
import io.backflow.lab.experiment.Median;
import io.backflow.local.Teardown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that only memory solves, each learnt by several networks.
 *
 * @param trials in their order
 * @param through what each of them is learnt through
 */
public record MemoryExperiment(List<Trial> trials, Set<Through> through) {

    /**
     * A network that learns a task.
     *
     * @param seeds runs, with seeds from 1 on
     */
    record Trial(MemoryTask task, Contender contender, int seeds) {}

    /**
     * The runs of a trial.
     *
     * @param median accuracy over the seeds
     */
    public record Summary(String task, String cell, String variant, Through through, int seeds, double median) {}

    /** What all came to. */
    public record Result(List<HorizonRow> rows, List<Summary> summaries) {}

    public MemoryExperiment {
        trials = List.copyOf(trials);
        through = Set.copyOf(through);
    }

    /** Runs all of it, and says a line after each. */
    public Result run(Consumer<String> lines) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> run(through.contains(Through.JOB) ? JobRunner.start(teardown) : null, lines));
        }
    }

    private Result run(@Nullable JobRunner jobs, Consumer<String> lines) throws Exception {
        List<HorizonRow> rows = new ArrayList<>();
        List<Summary> summaries = new ArrayList<>();
        for (Trial trial : trials) {
            for (Through each : Through.values()) {
                if (through.contains(each)) {
                    List<HorizonRow> runs = runs(trial, each == Through.JOB ? jobs : null, rows.size(), lines);
                    rows.addAll(runs);
                    summaries.add(summary(trial, each, runs));
                }
            }
        }
        summaries.forEach(summary -> lines.accept(line(summary)));
        return new Result(List.copyOf(rows), List.copyOf(summaries));
    }

    private static List<HorizonRow> runs(Trial trial, @Nullable JobRunner jobs, int before, Consumer<String> lines)
            throws Exception {
        List<HorizonRow> runs = new ArrayList<>();
        for (long seed = 1; seed <= trial.seeds(); seed++) {
            HorizonRow row = jobs == null
                    ? new LibraryRun(trial.task(), trial.contender(), seed).run()
                    : new JobRun(trial.task(), trial.contender(), seed).run(jobs, "memory-" + (before + seed));
            runs.add(row);
            lines.accept(HorizonTable.line(row));
        }
        return runs;
    }

    private static Summary summary(Trial trial, Through through, List<HorizonRow> runs) {
        double median = Median.of(runs.stream().map(HorizonRow::accuracy).toList());
        HorizonRow first = runs.get(0);
        return new Summary(first.task(), first.cell(), first.variant(), through, trial.seeds(), median);
    }

    private static String line(Summary summary) {
        return String.format(
                Locale.ROOT,
                "%-18s %-8s %-12s through the %-7s  median accuracy %.4f of %d",
                summary.task(),
                summary.cell(),
                summary.variant(),
                HorizonTable.name(summary.through()),
                summary.median(),
                summary.seeds());
    }
}
