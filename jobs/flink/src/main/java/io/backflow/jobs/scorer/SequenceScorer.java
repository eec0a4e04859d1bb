package io.backflow.jobs.scorer;

import io.backflow.jobs.config.ForecastConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.feedback.FeedbackConsumer;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.jobs.scoring.ShadowState;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.LostLabel;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.jobs.state.NoRestart;
import io.backflow.jobs.trainer.ClassCounts;
import io.backflow.jobs.trainer.ForecastLinger;
import io.backflow.jobs.trainer.SequenceSettings;
import io.backflow.jobs.trainer.SequenceStore;
import io.backflow.jobs.trainer.TimerTime;
import io.backflow.jobs.trainer.TrainerIncidents;
import io.backflow.jobs.trainer.TrainerMetrics;
import io.backflow.jobs.trainer.TrainerOutputs;
import io.backflow.jobs.window.Baseline;
import io.backflow.jobs.worker.ScoringContext;
import io.backflow.jobs.worker.ScoringWorker;
import io.backflow.model.kernel.BlasKernel;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker of a scoring job: keeps each sequence's order and live state under its key, forecasts when its {@link
 * ScoringWorker} says so, and reports to the gate. It takes no step before the gate has sent the first model.
 */
final class SequenceScorer extends AbstractStreamOperator<ScorerReport>
        implements OneInputStreamOperator<ArrivalBatch, ScorerReport>,
                BoundedOneInput,
                Triggerable<String, VoidNamespace>,
                ScoringContext {

    private static final Logger LOG = LoggerFactory.getLogger(SequenceScorer.class);
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final FeedbackEdge edge = new CoLocatedFeedback();
    private final transient MailboxExecutor mailbox;
    private final transient FeedbackEdge.Presence presence;

    private transient ScoringWorker worker;
    private transient FeedbackConsumer feedback;
    private transient SequenceStore sequences;
    private transient SequenceSettings settings;
    private transient TimerTime timerTime;
    private transient ScorerStore states;
    private transient ClassCounts classCounts;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient TrainerIncidents incidents;
    private transient ForecastLinger linger;
    private transient long reportDue;

    SequenceScorer(StreamOperatorParameters<ScorerReport> parameters, MailboxExecutor mailbox, JobConfig config) {
        super(parameters);
        this.mailbox = mailbox;
        this.config = config;
        presence = edge.announce(SubtaskFeedbackKey.of(
                parameters.getContainingTask().getEnvironment().getExecutionId()));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        sequences = SequenceStore.of(context.getKeyedStateStore(), 0);
        settings = SequenceSettings.of(context.getOperatorStateStore(), config);
        timerTime = TimerTime.of(context.getOperatorStateStore());
        states = ScorerStore.of(context.getKeyedStateStore(), config.model().stateSize());
        classCounts = new ClassCounts(context.getOperatorStateStore(), "class-counts");
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        settings.snapshot();
        timerTime.snapshot();
        classCounts.write(index(), worker.forecaster().scorer().baseline().counts());
    }

    @Override
    public void open() throws Exception {
        super.open();
        NoRestart.check(() -> config.job().checkBlasKernel(BlasKernel::name));
        LOG.info("Worker {} multiplies with {}", index(), BlasKernel.fullName());
        timers = getInternalTimerService("sequence-ends", VoidNamespaceSerializer.INSTANCE, this);
        Duration wait = ((ForecastConfig.Arrival) config.forecast()).linger();
        linger = new ForecastLinger(getProcessingTimeService(), wait, this::flush);
        worker = new ScoringWorker(config, this);
        Baseline baseline = worker.forecaster().scorer().baseline();
        baseline.resume(classCounts.read(
                index(), getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(), baseline.counts().length));
        restore();
        incidents = new TrainerIncidents(worker.counts());
        registerMetrics();
        feedback = new FeedbackConsumer(mailbox, getProcessingTimeService(), worker::parameters, join -> {});
        feedback.open(
                edge, SubtaskFeedbackKey.of(getContainingTask().getEnvironment().getExecutionId()));
    }

    /** A restart does not help a job whose configuration does not fit its state. */
    private void restore() throws Exception {
        if (settings.unchanged()) {
            timerTime.resume();
        } else {
            NoRestart.check(() -> sequences().forEach(worker::restore));
        }
    }

    private void registerMetrics() {
        OperatorMetrics metrics = new OperatorMetrics(getMetricGroup());
        TrainerMetrics.register(metrics, worker.counts());
        TrainerMetrics.register(getMetricGroup(), worker.forecaster());
        metrics.counter("numLiveStatesRebuilt", worker::statesRebuilt);
    }

    private void awaitParameters() throws InterruptedException {
        while (!worker.ready()) {
            feedback.await();
        }
    }

    @Override
    public void processElement(StreamRecord<ArrivalBatch> element) throws Exception {
        List<Arrival> arrivals = element.getValue().arrivals();
        metrics.getIOMetricGroup().getNumRecordsInCounter().inc(arrivals.size() - 1L); // Flink has counted one
        for (Arrival arrival : arrivals) {
            awaitParameters();
            worker.accept(arrival);
            forecastDue();
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (sequences.holds()) {
            worker.onTimer(timer.getKey(), timer.getTimestamp());
            forecastDue();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        awaitParameters();
        if (timerTime.reach(mark.getTimestamp())) {
            super.processWatermark(mark);
        }
        long now = now();
        if (now >= reportDue) {
            reportDue = now + config.publish().interval().toMillis();
            report();
        }
    }

    private void forecastDue() {
        linger.advance(worker.waiting(), worker.full());
    }

    private void flush() {
        worker.flush();
        ShadowScore compared = worker.takeShadowScore();
        if (compared.steps() > 0) {
            output.collect(new StreamRecord<>(ScorerReport.of(compared)));
        }
    }

    private void report() {
        incidents.report(this::report);
        ForecastTotals totals = worker.takeTotals();
        if (totals.scored() > 0) {
            report(WorkerReport.of(totals));
        }
    }

    private void report(WorkerReport report) {
        output.collect(new StreamRecord<>(new ScorerReport(report.incident(), report.forecasts(), null)));
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
        report();
    }

    @Override
    public void endInput() throws Exception {
        worker.endInput();
        flush();
        report();
    }

    /** The gate's last messages arrive when this mailbox may be closed already. */
    @Override
    public void finish() throws Exception {
        feedback.unsubscribe();
        super.finish();
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("no processing-time timer was set for sequence " + timer.getKey());
    }

    private int index() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    @Override
    public List<String> sequences() {
        return SequenceStore.keys(getKeyedStateBackend());
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
    public LiveState live(String id) {
        setCurrentKey(id);
        return states.get(id);
    }

    @Override
    public void keepLive(String id, LiveState state) {
        setCurrentKey(id);
        states.put(id, state);
    }

    @Override
    public @Nullable ShadowState shadow(String id) {
        setCurrentKey(id);
        return states.getShadow(id);
    }

    @Override
    public void keepShadow(String id, @Nullable ShadowState state) {
        setCurrentKey(id);
        states.putShadow(id, state);
    }

    @Override
    public void registerTimer(String id, long time) {
        setCurrentKey(id);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void deleteTimer(String id, long time) {
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, time);
    }

    @Override
    public void forecast(Forecast forecast) {
        output.collect(TrainerOutputs.FORECASTS, new StreamRecord<>(forecast));
    }

    @Override
    public long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
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
        LOG.warn(sentence);
    }

    @Override
    public void close() throws Exception {
        if (feedback != null) {
            feedback.close();
        }
        if (worker != null) {
            worker.close();
        }
        presence.close();
        super.close();
    }
}
