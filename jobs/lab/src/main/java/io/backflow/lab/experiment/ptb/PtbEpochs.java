package io.backflow.lab.experiment.ptb;

import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.lab.experiment.ptb.PtbExperiment.Result;
import io.backflow.local.watch.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Judges the version that each epoch ends with, and says how training goes on. Not thread-safe. */
final class PtbEpochs implements TrainingListener {

    /** Lines for an epoch. */
    private static final int PARTS = 10;

    private final long steps;
    private final Perplexity valid;
    private final Consumer<String> lines;
    private final List<Double> perplexities = new ArrayList<>();
    private final CpuTime cpu;

    /** When each epoch ended, in time of cores without what judging took. */
    private final List<Long> nanos = new ArrayList<>();

    private long judging;
    private TrainingTotals said = TrainingTotals.ZERO;
    private @Nullable ModelVersion last;

    /** @param steps of an epoch */
    PtbEpochs(long steps, Perplexity valid, CpuTime cpu, Consumer<String> lines) {
        this.steps = steps;
        this.valid = valid;
        this.cpu = cpu;
        this.lines = lines;
    }

    @Override
    public void published(ModelVersion version) {
        long trained = version.totals().steps();
        if (trained % steps != 0 || trained / steps != nanos.size()) {
            return;
        }
        nanos.add(cpu.process().getAsLong() - judging);
        if (trained > 0) {
            last = version;
            perplexities.add(judge(version));
            int epochs = perplexities.size();
            lines.accept(String.format(
                    Locale.ROOT,
                    "ptb, epoch %d: validation perplexity %.1f; %.0f tokens for a second of CPU time",
                    epochs,
                    perplexities.get(epochs - 1),
                    rate(epochs - 1, epochs)));
        }
    }

    private double judge(ModelVersion version) {
        long before = cpu.thread().getAsLong();
        double perplexity = valid.of(version.values());
        judging += cpu.thread().getAsLong() - before;
        return perplexity;
    }

    @Override
    public void reported(ProgressReport progress) {
        TrainingTotals totals = progress.totals();
        if (totals.steps() - said.steps() >= steps / PARTS) {
            double loss = (totals.lossSum() - said.lossSum()) / (totals.weightSum() - said.weightSum());
            lines.accept(String.format(
                    Locale.ROOT,
                    "ptb, %.1f epochs: perplexity %.1f while training",
                    (double) totals.steps() / steps,
                    Math.exp(loss)));
            said = totals;
        }
    }

    /** Tokens for a second of CPU time, from the end of one epoch to that of another. */
    private double rate(int from, int to) {
        return steps * (to - from) / ((nanos.get(to) - nanos.get(from)) / 1e9);
    }

    /** What came out, of which {@code test} judges the last version. */
    Result result(Perplexity test) {
        ModelVersion end = last;
        if (end == null) {
            throw new IllegalStateException("the job ended before an epoch did; see the log");
        }
        double perplexity = test.of(end.values());
        int epochs = perplexities.size();
        lines.accept(String.format(Locale.ROOT, "ptb: test perplexity %.1f", perplexity));
        return new Result(List.copyOf(perplexities), perplexity, rate(epochs > 1 ? 1 : 0, epochs), null);
    }
}
