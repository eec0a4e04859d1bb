package io.backflow.jobs.trainer;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.FeedbackConsumer;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.ConfiguredWorker;
import io.backflow.jobs.worker.KeyGroups;
import io.backflow.jobs.worker.SequenceWorker;
import io.backflow.jobs.worker.WorkerContext;
import io.backflow.model.kernel.BlasKernel;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
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
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: keeps each sequence's order, unfinished window and recurrent state under its key, trains windows when its
 * {@link SequenceWorker} says so, and sends contributions to the shards.
 */
final class SequenceTrainer extends AbstractStreamOperator<Contribution>
        implements OneInputStreamOperator<Step, Contribution>,
                BoundedOneInput,
                Triggerable<String, VoidNamespace>,
                WorkerContext {

    private static final Logger LOG = LoggerFactory.getLogger(SequenceTrainer.class);
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final FeedbackEdge edge;
    private final transient MailboxExecutor mailbox;
    private final transient FeedbackEdge.Presence presence;

    private transient WindowTrainer trainer;
    private transient SequenceWorker worker;
    private transient FeedbackConsumer feedback;
    private transient SequenceStore sequences;
    private transient ClassCounts classCounts;
    private transient TrainerForecasts forecasts;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient TrainerIncidents incidents;
    private transient long incidentsDue;
    private transient boolean lingerSet;
    private transient TrainingTurns turns;

    SequenceTrainer(
            StreamOperatorParameters<Contribution> parameters,
            MailboxExecutor mailbox,
            JobConfig config,
            FeedbackEdge edge) {
        super(parameters);
        this.mailbox = mailbox;
        this.config = config;
        this.edge = edge;
        presence = edge.announce(SubtaskFeedbackKey.of(
                parameters.getContainingTask().getEnvironment().getExecutionId()));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        sequences =
                SequenceStore.of(context.getKeyedStateStore(), config.model().stateSize());
        classCounts = new ClassCounts(context.getOperatorStateStore(), "class-counts");
        forecasts = new TrainerForecasts(
                TrainerForecasts.Kept.of(context),
                config.model().stateSize(),
                this::setCurrentKey,
                getProcessingTimeService(),
                forecast -> output.collect(TrainerOutputs.FORECASTS, new StreamRecord<>(forecast)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        classCounts.write(index(), trainer.baseline().counts());
        forecasts.snapshot(index());
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("sequence-ends", VoidNamespaceSerializer.INSTANCE, this);
        trainer = ConfiguredWorker.windowTrainer(config);
        trainer.baseline()
                .resume(classCounts.read(index(), workers(), trainer.baseline().counts().length));
        LOG.info("Worker {} multiplies with OpenBLAS' kernel {}", index(), BlasKernel.name());
        trainer.outliers().report(LOG::warn);
        worker = new SequenceWorker(config, this, new ForecastsFirst(trainer, forecasts));
        forecasts.begin(config, worker, this);
        restore();
        incidents = new TrainerIncidents(worker, trainer);
        setLinger();
        feedback = new FeedbackConsumer(
                mailbox,
                getProcessingTimeService(),
                worker::parameters,
                join -> output.collect(TrainerOutputs.JOINS, new StreamRecord<>(join)));
        turns = new TrainingTurns(worker, feedback, mailbox, this::setLinger);
        TrainerMetrics.register(getMetricGroup(), worker, trainer, feedback);
        forecasts.register(getMetricGroup());
        feedback.open(
                edge, SubtaskFeedbackKey.of(getContainingTask().getEnvironment().getExecutionId()));
    }

    /** A restart does not help a job whose configuration does not fit its state. */
    private void restore() {
        try {
            for (String id : sequences()) {
                worker.restore(id, sequence(id));
            }
        } catch (ConfigException e) {
            throw new SuppressRestartsException(e);
        }
    }

    @Override
    public void processElement(StreamRecord<Step> element) throws Exception {
        forecasts.awaitParameters(feedback);
        worker.accept(element.getValue());
        turns.advance();
        setLinger();
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (!sequences.holds()) {
            return; // a timer set before the sequence was forgotten
        }
        worker.onTimer(timer.getKey(), timer.getTimestamp());
        if (worker.interruptible()) {
            turns.later(); // one watermark may end the sessions of all sequences
        } else {
            turns.advance();
        }
        setLinger();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        forecasts.awaitParameters(feedback);
        super.processWatermark(mark);
        worker.watermark(mark.getTimestamp());
        turns.advance();
        long now = getProcessingTimeService().getCurrentProcessingTime();
        if (now >= incidentsDue) {
            incidentsDue = now + config.publish().interval().toMillis();
            reportIncidents();
        }
    }

    private void reportIncidents() {
        incidents.report(this::report);
        forecasts.report(this::report);
    }

    private void report(WorkerReport report) {
        output.collect(TrainerOutputs.REPORTS, new StreamRecord<>(report));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        forecasts.flush();
        worker.barrier();
        reportIncidents();
    }

    @Override
    public void endInput() throws Exception {
        turns.finish();
        worker.endInput();
        turns.finish();
        worker.finish();
        forecasts.flush();
        reportIncidents();
    }

    /** The server's last snapshots arrive when this mailbox may be closed already. */
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
        forecasts.advance();
        long due = worker.lingersUntil(getProcessingTimeService().getCurrentProcessingTime());
        if (!lingerSet && due != Long.MAX_VALUE) {
            lingerSet = true;
            getProcessingTimeService().registerTimer(due, time -> linger());
        }
    }

    private void linger() throws Exception {
        lingerSet = false;
        worker.linger(getProcessingTimeService().getCurrentProcessingTime());
        turns.advance();
        setLinger();
    }

    @Override
    public void late(Step step, Verdict verdict) {
        OutputTag<Step> tag = verdict == Verdict.AFTER_END ? TrainerOutputs.AFTER_END : TrainerOutputs.LATE;
        output.collect(tag, new StreamRecord<>(step));
    }

    @Override
    public void warn(String sentence) {
        LOG.warn(sentence);
    }

    @Override
    public List<String> sequences() {
        return SequenceStore.keys(getKeyedStateBackend());
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
    public KeyGroups keyGroups() {
        int groups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        return new KeyGroups(groups, id -> KeyGroupRangeAssignment.assignToKeyGroup(id, groups));
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
    public void registerTimer(String id, long time) {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void deleteTimer(String id, long time) {
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, time);
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
        if (forecasts != null) {
            forecasts.close();
        }
        if (trainer != null) {
            trainer.close();
        }
        presence.close();
        super.close();
    }
}
