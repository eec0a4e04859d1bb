package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.PredictionsConfig;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.feedback.FeedbackConsumer;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.state.NoRestart;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.jobs.worker.ConfiguredWorker;
import io.backflow.jobs.worker.SequenceWorker;
import io.backflow.model.kernel.BlasKernel;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: keeps each sequence's order, unfinished window and recurrent state under its key, trains windows when its
 * {@link SequenceWorker} says so, and sends contributions to the shards.
 */
final class SequenceTrainer extends AbstractStreamOperator<Contribution>
        implements TwoInputStreamOperator<ArrivalBatch, IssuedCommand, Contribution>,
                BoundedMultiInput,
                Triggerable<String, VoidNamespace> {

    private static final Logger LOG = LoggerFactory.getLogger(SequenceTrainer.class);
    private static final long serialVersionUID = 1L;
    private static final int STEPS = 1;

    private final JobConfig config;
    private final FeedbackEdge edge;
    private final transient MailboxExecutor mailbox;
    private final transient FeedbackEdge.Presence presence;

    private transient WindowTrainer trainer;
    private transient SequenceWorker worker;
    private transient FeedbackConsumer feedback;
    private transient SequenceCache sequences;
    private transient WaitingSequences waiting;
    private transient SequenceSettings settings;
    private transient TimerTime timerTime;
    private transient KeptWindowStore keptWindows;
    private transient ClassCounts classCounts;
    private transient TrainerForecasts forecasts;
    private transient TrainerCommands commands;
    private transient TrainerPlace place;
    private transient TrainerIncidents incidents;
    private transient long incidentsDue;
    private transient boolean lingerSet;
    private transient boolean ended;
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
        settings = SequenceSettings.of(context.getOperatorStateStore(), config);
        timerTime = TimerTime.of(context.getOperatorStateStore());
        waiting = WaitingSequences.of(context.getKeyedStateStore());
        sequences = new SequenceCache(
                SequenceStore.of(context.getKeyedStateStore(), config.model().stateSize()),
                waiting,
                this::setCurrentKey,
                TrainerPlace.keyGroups(this).of(),
                SequenceCache.MOST_BYTES);
        keptWindows = KeptWindowStore.of(context.getKeyedStateStore(), this::setCurrentKey);
        classCounts = new ClassCounts(context.getOperatorStateStore(), "class-counts");
        commands = new TrainerCommands(context.getOperatorStateStore());
        forecasts = new TrainerForecasts(
                TrainerForecasts.Kept.of(context),
                config.model().stateSize(),
                this::setCurrentKey,
                getProcessingTimeService(),
                forecast -> output.collect(TrainerOutputs.FORECASTS, new StreamRecord<>(forecast)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        sequences.writeBack();
        settings.snapshot();
        timerTime.snapshot();
        super.snapshotState(context);
        classCounts.write(place.index(), trainer.baseline().counts());
        forecasts.snapshot(place.index());
        commands.snapshot(worker.learning());
    }

    @Override
    public void open() throws Exception {
        super.open();
        InternalTimerService<VoidNamespace> timers =
                getInternalTimerService("sequence-ends", VoidNamespaceSerializer.INSTANCE, this);
        PredictionRecords predictions = new PredictionRecords(
                config.predictions().record() == PredictionsConfig.Content.WINDOW,
                record -> output.collect(TrainerOutputs.SCORED, new StreamRecord<>(record)));
        place = new TrainerPlace(this, sequences, keptWindows, timers, output, predictions);
        trainer = NoRestart.get(() -> ConfiguredWorker.windowTrainer(config));
        trainer.baseline()
                .resume(classCounts.read(
                        place.index(), place.workers(), trainer.baseline().counts().length));
        LOG.info("Worker {} multiplies with {}", place.index(), BlasKernel.fullName());
        trainer.outliers().report(LOG::warn);
        worker = new SequenceWorker(config, place, new ForecastsFirst(trainer, forecasts));
        forecasts.begin(config, worker, place);
        restore();
        commands.restore(worker.learning());
        incidents = new TrainerIncidents(worker, trainer);
        setLinger();
        feedback = new FeedbackConsumer(
                mailbox,
                getProcessingTimeService(),
                worker::parameters,
                join -> output.collect(TrainerOutputs.JOINS, new StreamRecord<>(join)));
        turns = new TrainingTurns(worker, feedback, mailbox, predictions::end, this::setLinger);
        TrainerMetrics.register(getMetricGroup(), worker, trainer, feedback);
        forecasts.register(getMetricGroup());
        feedback.open(
                edge, SubtaskFeedbackKey.of(getContainingTask().getEnvironment().getExecutionId()));
    }

    /** A restart does not help a job whose configuration does not fit its state. */
    private void restore() throws Exception {
        List<String> marked = WaitingSequences.marked(getKeyedStateBackend());
        waiting.resume(marked);
        if (settings.unchanged()) {
            timerTime.resume();
            NoRestart.check(() -> marked.forEach(id -> worker.restore(id, place.sequence(id))));
        } else {
            NoRestart.check(() -> place.sequences().forEach(this::restoreUnmarked));
        }
    }

    private void restoreUnmarked(String id) {
        SequenceState state = place.sequence(id);
        worker.restore(id, state);
        setCurrentKey(id);
        waiting.note(id, !state.ready.isEmpty());
    }

    @Override
    public void processElement1(StreamRecord<ArrivalBatch> element) throws Exception {
        List<Arrival> arrivals = element.getValue().arrivals();
        metrics.getIOMetricGroup().getNumRecordsInCounter().inc(arrivals.size() - 1L); // Flink has counted one
        for (int i = 0; i < arrivals.size(); i++) {
            forecasts.awaitParameters(feedback);
            worker.accept(arrivals.get(i));
            turns.advance();
            forecasts.advance();
        }
        setLinger();
    }

    @Override
    public void processElement2(StreamRecord<IssuedCommand> element) {
        commands.add(element.getValue());
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        processWatermark(mark);
    }

    /** Commands have no event time. */
    @Override
    public void processWatermark2(Watermark mark) {}

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (!sequences.holds(timer.getKey())) {
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
        if (timerTime.reach(mark.getTimestamp())) {
            super.processWatermark(mark);
        }
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
        if (!ended) {
            commands.carryOut(worker, place::held, this::report);
            setLinger();
        }
        reportIncidents();
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input != STEPS) {
            return;
        }
        ended = true;
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
