package io.backflow.jobs.worker;

import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.scoring.ShadowState;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a {@link ScoringWorker} runs: the states of its sequences, a clock, and its outputs. */
public interface ScoringContext extends ForecastContext {

    /** The IDs of all sequences that this worker holds, sorted. */
    List<String> sequences();

    /** The order and the episodes of sequence {@code id}; fresh where there is none. */
    SequenceState sequence(String id);

    /** Writes them back, or forgets them where they are {@link SequenceState#disposable()}. */
    void keep(String id, SequenceState state);

    /** The state of sequence {@code id} for a version in the shadow; null: none. */
    @Nullable
    ShadowState shadow(String id);

    /** Writes it back; null: forgets it. */
    void keepShadow(String id, @Nullable ShadowState state);

    /** Calls {@link ScoringWorker#onTimer} for sequence {@code id} once the watermark reaches {@code time}. */
    void registerTimer(String id, long time);

    /** Takes back a timer that was registered, and has not been called. */
    void deleteTimer(String id, long time);

    /** Emits a step that was dropped although it was perhaps never seen; {@code verdict} is a loss. */
    void late(Step step, Verdict verdict);

    /** Emits a label that was dropped although it was perhaps never used; {@code verdict} is a loss. */
    void lost(StepLabel label, LabelVerdict verdict);

    /** Logs a sentence for the operator of the job. */
    void warn(String sentence);
}
