package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.PrequentialPrediction;
import java.util.List;

/** Where a {@link SequenceWorker} runs: its place among the workers, the state of its sequences, and its outputs. */
public interface WorkerContext {

    /** Index of this worker, from 0. */
    int index();

    /** How many workers there are. */
    int workers();

    /** How sequences are spread over workers. */
    KeyGroups keyGroups();

    /** The IDs of all sequences that this worker holds, sorted. */
    List<String> sequences();

    /** The state of a sequence of this worker; fresh where it holds none. */
    SequenceState sequence(String id);

    /**
     * Writes a sequence's state back, or forgets it, with its {@link #windows}, where it is
     * {@link SequenceState#disposable()}.
     */
    void keep(String id, SequenceState state);

    /** The windows of this worker's sequences that are kept to be replayed. */
    KeptWindows windows();

    /** Calls {@link SequenceWorker#onTimer} for sequence {@code id} once the watermark reaches {@code time}. */
    void registerTimer(String id, long time);

    /** Takes back a timer that was registered, and has not been called. */
    void deleteTimer(String id, long time);

    /** Sends a contribution to its shard. */
    void send(Contribution contribution);

    /** Emits the prediction of a step, made before the step was trained. */
    void scored(PrequentialPrediction prediction);

    /** Emits a step that was dropped although it was perhaps never seen; {@code verdict} is a loss. */
    void late(Step step, Verdict verdict);

    /** Emits a label that was dropped although it was perhaps never used; {@code verdict} is a loss. */
    void lost(StepLabel label, LabelVerdict verdict);

    /** Logs a sentence for the operator of the job. */
    void warn(String sentence);
}
