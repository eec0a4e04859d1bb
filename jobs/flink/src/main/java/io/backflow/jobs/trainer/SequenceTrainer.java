package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.ConfiguredWorker;
import io.backflow.jobs.worker.TrainingLoop;
import io.backflow.jobs.worker.TrainingLoop.Turn;
import io.backflow.jobs.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A worker: keeps each sequence's order, unfinished window and recurrent state under its key, trains windows when its
 * {@link TrainingLoop} says so, and sends what was learnt to the shards.
 */
final class SequenceTrainer extends AbstractStreamOperator<Contribution>
        implements OneInputStreamOperator<Step, Contribution>,
                BoundedOneInput,
                Triggerable<String, VoidNamespace>,
                Worker {

    private static final long serialVersionUID = 1L;
    private static final String STATE = "sequence";

    private final JobConfig config;
    private final FeedbackEdge edge;
    private final transient MailboxExecutor mailbox;

    private transient Sequencer sequencer;
    private transient WindowTrainer trainer;
    private transient TrainingLoop loop;
    private transient FeedbackConsumer feedback;
    private transient TrainerMetrics metrics;
    private transient SequenceStore sequences;
    private transient ClassCounts classCounts;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient boolean lingerSet;
    private transient boolean advancing;
    private transient boolean ended;

    SequenceTrainer(
            StreamOperatorParameters<Contribution> parameters,
            MailboxExecutor mailbox,
            JobConfig config,
            FeedbackEdge edge) {
        super(parameters);
        this.mailbox = mailbox;
        this.config = config;
        this.edge = edge;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        sequences = new SequenceStore(
                context.getKeyedStateStore().getState(new ValueStateDescriptor<>(STATE, new SequenceStateSerializer())),
                config.model().stateSize());
        classCounts = new ClassCounts(context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        classCounts.write(index(), trainer.baseline().counts());
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("sequence-ends", VoidNamespaceSerializer.INSTANCE, this);
        sequencer = ConfiguredWorker.sequencer(config);
        trainer = ConfiguredWorker.windowTrainer(config);
        trainer.baseline()
                .resume(classCounts.read(index(), workers(), trainer.baseline().counts().length));
        loop = ConfiguredWorker.loop(config, this, trainer);
        for (String id : keys()) {
            for (Window window : sequence(id).ready) {
                loop.restored(id, window.completedAt());
            }
        }
        setLinger();
        feedback = new FeedbackConsumer(mailbox, getProcessingTimeService(), loop::parameters, this::join);
        metrics = new TrainerMetrics(getMetricGroup(), loop, trainer, feedback);
        feedback.open(
                edge, SubtaskFeedbackKey.of(getContainingTask().getEnvironment().getExecutionId()));
    }

    @Override
    public void processElement(StreamRecord<Step> element) throws Exception {
        Step step = element.getValue();
        SequenceState state = sequence(step.sequenceId());
        int known = state.ready.size();
        Verdict verdict = sequencer.accept(state, step, this::late);
        metrics.count(verdict);
        if (verdict == Verdict.LATE) {
            late(step);
        }
        follow(step.sequenceId(), state, known);
        setLinger();
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (!sequences.holds()) {
            return; // a timer set before the sequence was forgotten
        }
        SequenceState state = sequence(timer.getKey());
        int known = state.ready.size();
        state.timer = LifetimeRule.NEVER;
        sequencer.advance(state, timer.getTimestamp(), this::late);
        follow(timer.getKey(), state, known);
        setLinger();
    }

    /** Writes {@code state} back, looks after its timer, and reports the windows after the {@code known} first. */
    private void follow(String id, SequenceState state, int known) throws Exception {
        long deadline = sequencer.deadline(state);
        if (deadline < state.timer) {
            state.timer = deadline;
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, deadline);
        }
        keep(id, state);
        for (Window window : List.copyOf(state.ready).subList(known, state.ready.size())) {
            loop.ready(id, window.completedAt());
        }
        advance();
    }

    /**
     * Trains what is due; parameters come in meanwhile, and timers, which leave the training to whoever waits already.
     */
    private void advance() throws InterruptedException {
        if (advancing) {
            return;
        }
        advancing = true;
        for (Turn turn = loop.advance(); turn != Turn.DONE; turn = loop.advance()) {
            if (turn == Turn.WAITING) {
                feedback.await();
            } else {
                feedback.takeWaiting();
            }
        }
        advancing = false;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            loop.watermark(TrainingLoop.BEFORE_LAST);
            advance();
            expireAll();
        }
        loop.watermark(mark.getTimestamp());
        advance();
    }

    /** No step comes any more: what is open is finished, in the order of the sequence IDs. */
    private void expireAll() throws Exception {
        for (String id : keys()) {
            SequenceState state = sequence(id);
            int known = state.ready.size();
            sequencer.expire(state, state.lastEventTime, this::late);
            follow(id, state, known);
        }
    }

    /** After the end of the input there are checkpoints still, but the server has had its last word. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (!ended) {
            loop.barrier();
        }
    }

    @Override
    public void endInput() throws Exception {
        loop.end();
        advance();
        loop.barrier();
        ended = true;
    }

    /** The server's last words come when this mailbox may be closed already. */
    @Override
    public void finish() throws Exception {
        feedback.unsubscribe();
        super.finish();
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no processing-time timer was set for sequence " + timer.getKey());
    }

    private void setLinger() {
        long due = loop.lingersUntil(getProcessingTimeService().getCurrentProcessingTime());
        if (!lingerSet && due != Long.MAX_VALUE) {
            lingerSet = true;
            getProcessingTimeService().registerTimer(due, time -> linger());
        }
    }

    private void linger() throws Exception {
        lingerSet = false;
        loop.linger(getProcessingTimeService().getCurrentProcessingTime());
        advance();
        setLinger();
    }

    private void join(Join join) {
        output.collect(TrainerOutputs.JOINS, new StreamRecord<>(join));
    }

    private void late(Step step) {
        output.collect(TrainerOutputs.LATE, new StreamRecord<>(step));
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        try (var stream = this.<String>getKeyedStateBackend().getKeys(STATE, VoidNamespace.INSTANCE)) {
            stream.sorted().forEach(keys::add);
        }
        return keys;
    }

    @Override
    public int index() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    @Override
    public int workers() {
        return getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    }

    @Override
    public int keyGroups() {
        return getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
    }

    @Override
    public SequenceState sequence(String id) {
        setCurrentKey(id);
        return sequences.get(id);
    }

    @Override
    public void keep(String id, SequenceState state) {
        setCurrentKey(id);
        sequences.put(id, state);
    }

    @Override
    public void send(Contribution contribution) {
        output.collect(new StreamRecord<>(contribution));
    }

    @Override
    public void scored(PrequentialPrediction scored) {
        output.collect(TrainerOutputs.SCORED, new StreamRecord<>(scored));
    }

    @Override
    public void close() throws Exception {
        if (feedback != null) {
            feedback.close();
        }
        if (trainer != null) {
            trainer.close();
        }
        super.close();
    }
}
