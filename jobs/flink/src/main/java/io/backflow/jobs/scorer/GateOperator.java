package io.backflow.jobs.scorer;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.ScoreConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.feedback.OperatorMail;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.jobs.scoring.GateRule;
import io.backflow.jobs.scoring.ModelGate;
import io.backflow.jobs.scoring.ModelMessages;
import io.backflow.jobs.scoring.OfferedModel;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.model.ParameterLayout;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the versions of the model, decides which one all workers of the scoring job forecast with, and sends it to
 * them. One subtask, so that all workers adopt versions in one order; the decisions are a part of its state, with the
 * parameters that they are about. After a restore it sends its state's versions before it reads anything.
 */
final class GateOperator extends AbstractStreamOperator<ShardSnapshot>
        implements OneInputStreamOperator<ScorerReport, ShardSnapshot>, BoundedOneInput {

    private static final Logger LOG = LoggerFactory.getLogger(GateOperator.class);
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final ModelFeed feed;
    private final transient MailboxExecutor mailbox;

    private transient GateMemory memory;
    private transient ModelGate gate;
    private transient @Nullable AutoCloseable feeding;
    private transient Map<GateDecision.Kind, Long> decided;
    private transient @Nullable GateDecision newest;
    private transient long reportedAt;
    private transient boolean changed;
    private transient boolean timerSet;
    private transient boolean ended;

    GateOperator(
            StreamOperatorParameters<ShardSnapshot> parameters,
            MailboxExecutor mailbox,
            JobConfig config,
            ModelFeed feed) {
        super(parameters);
        this.mailbox = mailbox;
        this.config = config;
        this.feed = feed;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        memory = new GateMemory(context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        memory.write();
    }

    @Override
    public void open() throws Exception {
        super.open();
        decided = new EnumMap<>(GateDecision.Kind.class);
        forgetOthers();
        gate = new ModelGate(rule(config.score()), memory.gate, this::decided);
        registerMetrics();
        send();
        GateMail mail = new GateMail(new OperatorMail(mailbox), this);
        AutoCloseable open = feed.open(memory.commandsRead, mail);
        feeding = () -> {
            mail.close();
            open.close();
        };
    }

    private static GateRule rule(ScoreConfig score) {
        return score.gate() instanceof ScoreConfig.Shadow shadow
                ? new GateRule(shadow.steps(), shadow.worseBy(), score.keep())
                : new GateRule(0, 0, score.keep());
    }

    /** Parameters of another model than the configuration's, from before a change of it, are of no use any more. */
    private void forgetOthers() {
        int size = ParameterLayout.of(config.model()).size();
        OfferedModel current = memory.gate.current;
        if (current != null && current.values().length != size) {
            LOG.warn("version {} in the state is of another model than the configuration's", current.id());
            memory.gate.current = null;
            memory.gate.shadow = null;
            memory.gate.waiting = null;
            memory.gate.previous.clear();
            memory.gate.held = false;
        }
    }

    private void registerMetrics() {
        OperatorMetrics metrics = new OperatorMetrics(getMetricGroup());
        metrics.counter("numVersionsOffered", () -> memory.gate.offers);
        metrics.counter("numVersionsAdopted", () -> count(GateDecision.Kind.ADOPTED));
        metrics.counter("numVersionsRefused", () -> count(GateDecision.Kind.REFUSED));
        metrics.counter("numRollbacks", () -> count(GateDecision.Kind.ROLLED_BACK));
        metrics.counter("numRollbacksRefused", () -> count(GateDecision.Kind.ROLLBACK_REFUSED));
        metrics.gauge("currentVersion", () -> number(memory.gate.current));
        metrics.gauge("currentShadowVersion", () -> number(memory.gate.shadow));
        metrics.gauge("currentShadowSteps", () -> memory.gate.score.steps());
    }

    private long count(GateDecision.Kind kind) {
        return decided.getOrDefault(kind, 0L);
    }

    private static long number(@Nullable OfferedModel model) {
        return model == null ? -1 : model.id().version();
    }

    private void decided(GateDecision decision) {
        newest = decision;
        decided.merge(decision.kind(), 1L, Long::sum);
        LOG.info("{} version {}: {}", decision.kind(), decision.version(), decision.reason());
        report(decision);
    }

    /** Sends the models, of which workers take over what they do not have. */
    private void send() {
        for (ShardSnapshot message : ModelMessages.of(memory.gate)) {
            output.collect(new StreamRecord<>(message));
        }
    }

    private void sendWhereChanged(Runnable event) {
        OfferedModel current = memory.gate.current;
        OfferedModel shadow = memory.gate.shadow;
        event.run();
        if (memory.gate.current != current || memory.gate.shadow != shadow) {
            send();
            changed = true;
            reportDue();
        }
    }

    void version(VersionId id, float[] values) {
        sendWhereChanged(() -> {
            if (config.score().follows()) {
                gate.offered(id, values);
            } else {
                gate.pinned(id, values);
            }
        });
    }

    void unusable(VersionId id, String reason) {
        gate.unusable(id, reason);
    }

    void caughtUp() {
        long pinned = config.score().pinned();
        OfferedModel current = memory.gate.current;
        String log = "topic " + config.kafka().topics().parameters();
        String run = "run " + config.job().run();
        if (pinned != ScoreConfig.From.NEWEST && number(current) != pinned) {
            throw new SuppressRestartsException(new ConfigException("score.from.version is " + pinned + ", but " + log
                    + " has no such whole version of " + run + "; name one that is there, or set score.from: topic"));
        }
        if (current == null && config.kafka().bounded()) {
            throw new SuppressRestartsException(new ConfigException("score.from is topic, but " + log
                    + " has no whole version of " + run + " with this model; train first, or correct job.run"));
        }
        if (current == null) {
            LOG.warn(
                    "{} has no whole version of {} with this model yet; no step is forecast before the first",
                    log,
                    run);
        }
    }

    void commandsFrom(Map<Integer, Long> next) {
        memory.commandsRead.putAll(next);
    }

    void command(Command command) {
        newest = null;
        sendWhereChanged(() -> {
            if (command.kind() == Command.Kind.ROLL_BACK) {
                gate.rollBack(command.version());
            } else {
                gate.follow();
            }
        });
        GateDecision decision = newest;
        boolean applied = decision == null || decision.kind() != GateDecision.Kind.ROLLBACK_REFUSED;
        String detail = decision == null ? "nothing was to be done" : decision.reason();
        answer(command.id(), command.kind(), applied, detail);
    }

    void refused(CommandId id, Command.Kind kind, String reason) {
        LOG.warn("The command {} at {} is refused: {}", kind, id, reason);
        answer(id, kind, false, reason);
    }

    private void answer(CommandId id, Command.Kind kind, boolean applied, String detail) {
        memory.commandsRead.put(id.partition(), id.offset() + 1);
        VersionId version = id(memory.gate.current);
        CommandAnswer answer = new CommandAnswer(
                id,
                kind,
                applied,
                detail,
                version == null ? null : version.session(),
                version == null ? null : version.version());
        output.collect(GateOperatorFactory.ANSWERS, new StreamRecord<>(answer));
    }

    @Override
    public void processElement(StreamRecord<ScorerReport> element) {
        IncidentCount incident = element.getValue().incident();
        if (incident != null) {
            memory.incidents.add(incident);
        }
        ForecastTotals totals = element.getValue().forecasts();
        if (totals != null) {
            memory.forecasts = memory.forecasts.plus(totals);
        }
        ShadowScore score = element.getValue().shadow();
        if (score != null) {
            sendWhereChanged(() -> gate.scored(score));
        }
        changed = true;
        reportDue();
    }

    @Override
    public void endInput() {
        ended = true;
        reportDue();
    }

    private void reportDue() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        long due = reportedAt + config.publish().interval().toMillis();
        if (!changed) {
            return;
        }
        if (ended || now >= due) {
            report(null);
        } else if (!timerSet) {
            timerSet = true;
            getProcessingTimeService().registerTimer(due, time -> {
                timerSet = false;
                reportDue();
            });
        }
    }

    private void report(@Nullable GateDecision decision) {
        if (decision == null) {
            changed = false;
        }
        long now = getProcessingTimeService().getCurrentProcessingTime();
        reportedAt = decision == null ? now : reportedAt;
        output.collect(
                GateOperatorFactory.PROGRESS,
                new StreamRecord<>(
                        new ScoringReport(now, models(), decision, memory.forecasts, memory.incidents.counts())));
    }

    private ScoringReport.Models models() {
        return new ScoringReport.Models(
                id(memory.gate.current), id(memory.gate.shadow), memory.gate.score, memory.gate.held);
    }

    private static @Nullable VersionId id(@Nullable OfferedModel model) {
        return model == null ? null : model.id();
    }

    @Override
    public void finish() throws Exception {
        stopFeed();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        stopFeed();
        super.close();
    }

    private void stopFeed() throws Exception {
        AutoCloseable open = feeding;
        feeding = null;
        if (open != null) {
            open.close();
        }
    }
}
