package io.backflow.jobs.worker;

import io.backflow.jobs.sequence.Ending;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Unlabelled;
import io.backflow.jobs.sequence.Verdict;

/** Counts what becomes of the steps and recurrent states of a worker's sequences, by reason. Not thread-safe. */
public final class SequenceCounts implements SequenceListener {

    private final GapWarnings warnings;
    private final long[] verdicts = new long[Verdict.values().length];
    private final long[] resets = new long[Ending.values().length];
    private final long[] cutShort = new long[Ending.values().length];
    private final long[] labels = new long[LabelVerdict.values().length];
    private final long[] unlabelled = new long[Unlabelled.values().length];
    private long gaps;
    private long missing;
    private long imputed;
    private long featuresFilled;

    SequenceCounts(GapWarnings warnings) {
        this.warnings = warnings;
    }

    void count(Verdict verdict) {
        verdicts[verdict.ordinal()]++;
    }

    void count(LabelVerdict verdict) {
        labels[verdict.ordinal()]++;
    }

    @Override
    public void unlabelled(Unlabelled reason) {
        unlabelled[reason.ordinal()]++;
    }

    @Override
    public void labelDropped(StepLabel label, LabelVerdict verdict) {
        count(verdict);
    }

    @Override
    public void taken(Step step) {
        if (!step.imputed()) {
            featuresFilled += step.filled();
        }
    }

    @Override
    public void gap(SequenceState state, long steps) {
        gaps++;
        missing += steps;
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

    /** Steps with this verdict. */
    public long steps(Verdict verdict) {
        return verdicts[verdict.ordinal()];
    }

    /** Labels with this verdict; one that was held and dropped later counts twice. */
    public long labels(LabelVerdict verdict) {
        return labels[verdict.ordinal()];
    }

    /** Steps that waited for their label, and have none for this reason. */
    public long stepsUnlabelled(Unlabelled reason) {
        return unlabelled[reason.ordinal()];
    }

    /** Recurrent states that start from zero for this reason. */
    public long statesReset(Ending reason) {
        return resets[reason.ordinal()];
    }

    /** Windows that have fewer steps than a window has, for this reason. */
    public long windowsCutShort(Ending reason) {
        return cutShort[reason.ordinal()];
    }

    /** How often steps were given up as missing between two steps of an episode. */
    public long gapsDeclared() {
        return gaps;
    }

    /** Step numbers that were given up as missing between two steps of an episode. */
    public long stepsMissing() {
        return missing;
    }

    /** Missing steps that were replaced by the last input. */
    public long stepsImputed() {
        return imputed;
    }

    /** Features that did not come with their step and were filled in. */
    public long featuresFilled() {
        return featuresFilled;
    }
}
