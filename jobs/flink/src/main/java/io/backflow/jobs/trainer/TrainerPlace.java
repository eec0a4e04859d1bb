package io.backflow.jobs.trainer;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.LostLabel;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.worker.KeptWindows;
import io.backflow.jobs.worker.KeyGroups;
import io.backflow.jobs.worker.WorkerContext;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's place in Flink: the states and timers under its operator's keys, and the operator's outputs. Used by the
 * operator's thread only.
 */
final class TrainerPlace implements WorkerContext {

    private static final Logger LOG = LoggerFactory.getLogger(SequenceTrainer.class);

    private final AbstractStreamOperator<Contribution> operator;
    private final SequenceCache sequences;
    private final KeptWindowStore windows;
    private final InternalTimerService<VoidNamespace> timers;
    private final Output<StreamRecord<Contribution>> output;
    private final PredictionRecords predictions;

    TrainerPlace(
            AbstractStreamOperator<Contribution> operator,
            SequenceCache sequences,
            KeptWindowStore windows,
            InternalTimerService<VoidNamespace> timers,
            Output<StreamRecord<Contribution>> output,
            PredictionRecords predictions) {
        this.operator = operator;
        this.sequences = sequences;
        this.windows = windows;
        this.timers = timers;
        this.output = output;
        this.predictions = predictions;
    }

    /** The sequences of this worker that {@code id} stands for; of null, all. */
    List<String> held(@Nullable String id) {
        if (id == null) {
            return sequences();
        }
        int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                id, keyGroups().count(), workers());
        if (owner != index()) {
            return List.of();
        }
        return sequences.holds(id) ? List.of(id) : List.of();
    }

    @Override
    public void late(Step step, Verdict verdict) {
        OutputTag<Step> tag = verdict == Verdict.AFTER_END ? TrainerOutputs.AFTER_END : TrainerOutputs.LATE;
        output.collect(tag, new StreamRecord<>(step));
    }

    @Override
    public void lost(StepLabel label, LabelVerdict verdict) {
        output.collect(TrainerOutputs.LOST_LABELS, new StreamRecord<>(LostLabel.of(label, verdict)));
    }

    @Override
    public void warn(String sentence) {
        LOG.warn("{}", sentence);
    }

    @Override
    public List<String> sequences() {
        sequences.writeBack();
        return SequenceStore.keys(operator.getKeyedStateBackend());
    }

    @Override
    public int index() {
        return operator.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    @Override
    public int workers() {
        return operator.getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }

    @Override
    public KeyGroups keyGroups() {
        return keyGroups(operator);
    }

    /** How the sequences of {@code operator} are spread, which may not have its place yet. */
    static KeyGroups keyGroups(AbstractStreamOperator<?> operator) {
        int groups = operator.getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        return new KeyGroups(groups, id -> KeyGroupRangeAssignment.assignToKeyGroup(id, groups));
    }

    @Override
    public SequenceState sequence(String id) {
        return sequences.get(id);
    }

    @Override
    public void keep(String id, SequenceState state) {
        sequences.keep(id, state);
        if (state.disposable()) {
            windows.clear(id);
        }
    }

    @Override
    public KeptWindows windows() {
        return windows;
    }

    @Override
    public void registerTimer(String id, long time) {
        operator.setCurrentKey(id);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void deleteTimer(String id, long time) {
        operator.setCurrentKey(id);
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void send(Contribution contribution) {
        output.collect(new StreamRecord<>(contribution));
    }

    @Override
    public void scored(PrequentialPrediction scored) {
        predictions.add(scored);
    }
}
