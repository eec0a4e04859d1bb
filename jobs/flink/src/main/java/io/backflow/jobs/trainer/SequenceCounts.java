package io.backflow.jobs.trainer;

import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.sequence.Ending;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Counts what becomes of a worker's sequences, each loss by its reason. */
final class SequenceCounts implements SequenceListener {

    private final GapWarnings warnings;
    private final long[] verdicts = new long[Verdict.values().length];
    private final long[] resets = new long[Ending.values().length];
    private final long[] cutShort = new long[Ending.values().length];
    private long gaps;
    private long missing;
    private long imputed;

    SequenceCounts(GapWarnings warnings) {
        this.warnings = warnings;
    }

    void register(OperatorMetrics metrics) {
        for (Verdict verdict : Verdict.values()) {
            metrics.counter("numSteps" + camelCase(verdict), () -> verdicts[verdict.ordinal()]);
        }
        metrics.counter("numStepsMissing", () -> missing);
        metrics.counter("numStepsImputed", () -> imputed);
        metrics.counter("numGapsDeclared", () -> gaps);
        for (Ending ending : Ending.values()) {
            metrics.counter("numStatesReset" + camelCase(ending), () -> resets[ending.ordinal()]);
            metrics.counter("numWindowsCutShort" + camelCase(ending), () -> cutShort[ending.ordinal()]);
        }
    }

    void count(Verdict verdict) {
        verdicts[verdict.ordinal()]++;
    }

    @Override
    public void gap(SequenceState state, long missing) {
        gaps++;
        this.missing += missing;
        warnings.gap(state);
    }

    @Override
    public void imputed(long steps) {
        imputed += steps;
    }

    @Override
    public void ended(Ending ending, boolean windowCutShort) {
        resets[ending.ordinal()]++;
        if (windowCutShort) {
            cutShort[ending.ordinal()]++;
        }
    }

    private static String camelCase(Enum<?> reason) {
        return Arrays.stream(reason.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
