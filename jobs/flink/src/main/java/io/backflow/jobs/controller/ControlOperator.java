package io.backflow.jobs.controller;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.CommandReport;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.feedback.OperatorMail;
import io.backflow.jobs.metrics.OperatorMetrics;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RateChange;
import io.backflow.jobs.protocol.Contribution.Rollback;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands in and sends each to those that carry it out: workers, shards, the publisher. One subtask, so that all
 * of them get the commands in one order; and because each waits for the next checkpoint barrier with what it got, a
 * command takes effect at the same place of the stream everywhere.
 *
 * <p>The input brings barriers and the end of the job, and no records. The state is how far commands were read.
 */
final class ControlOperator extends AbstractStreamOperator<IssuedCommand>
        implements OneInputStreamOperator<Step, IssuedCommand>, BoundedOneInput {

    private static final Logger LOG = LoggerFactory.getLogger(ControlOperator.class);
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final ControlFeed feed;
    private final transient MailboxExecutor mailbox;

    private transient ListState<long[]> keptPositions;
    private transient ListState<Long> keptRollbacks;
    private transient TreeMap<Integer, Long> positions;
    private transient @Nullable AutoCloseable feeding;
    private transient boolean known;
    private transient long rollbacks;
    private transient long applied;
    private transient long refused;

    ControlOperator(
            StreamOperatorParameters<IssuedCommand> parameters,
            MailboxExecutor mailbox,
            JobConfig config,
            ControlFeed feed) {
        super(parameters);
        this.mailbox = mailbox;
        this.config = config;
        this.feed = feed;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        keptPositions = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("positions", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
        keptRollbacks =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>("rollbacks", Types.LONG));
        positions = new TreeMap<>();
        for (long[] position : keptPositions.get()) {
            positions.put((int) position[0], position[1]);
        }
        for (long count : keptRollbacks.get()) {
            known = true; // a build without commands, or a job that has found no topic yet, has written nothing
            rollbacks = count;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<long[]> entries = new ArrayList<>();
        positions.forEach((partition, next) -> entries.add(new long[] {partition, next}));
        keptPositions.update(entries);
        keptRollbacks.update(known ? List.of(rollbacks) : List.of());
    }

    @Override
    public void open() throws Exception {
        super.open();
        OperatorMetrics metrics = new OperatorMetrics(getMetricGroup());
        metrics.counter("numCommands", () -> applied);
        metrics.counter("numCommandsRefused", () -> refused);
        OperatorMail mail = new OperatorMail(mailbox);
        AutoCloseable open = feed.open(known ? Map.copyOf(positions) : null, new ControlMail(mail, this));
        feeding = () -> {
            mail.close();
            open.close();
        };
    }

    void positions(Map<Integer, Long> next) {
        known = true;
        positions.putAll(next);
    }

    void refused(CommandId id, Command.Kind kind, String reason) {
        positions.put(id.partition(), id.offset() + 1);
        refused++;
        LOG.warn("The command {} at {} is refused: {}", kind, id, reason);
        report(new CommandReport(id, kind, reason, 0));
    }

    void command(Command command, float[] parameters) {
        positions.put(command.id().partition(), command.id().offset() + 1);
        applied++;
        LOG.info("The command {} takes effect at the next checkpoint", command);
        switch (command.kind()) {
            case LEARNING_RATE -> changeRate(command.learningRate());
            case ROLL_BACK -> rollBack(parameters);
            case PUBLISH -> output.collect(ControlOutputs.PUBLICATIONS, new StreamRecord<>(Join.COMMAND));
            default -> {}
        }
        output.collect(new StreamRecord<>(new IssuedCommand(command, rollbacks)));
        report(new CommandReport(command.id(), command.kind(), null, 0));
    }

    private void changeRate(@Nullable Double rate) {
        for (int shard = 0; shard < config.server().shards(); shard++) {
            send(new RateChange(shard, rate == null ? Double.NaN : rate));
        }
    }

    private void rollBack(float[] parameters) {
        rollbacks++;
        Sharding sharding = new Sharding(
                ParameterLayout.of(config.model()).size(), config.server().shards());
        for (int shard = 0; shard < sharding.shards(); shard++) {
            send(new Rollback(shard, rollbacks, sharding.part(parameters, shard)));
        }
    }

    private void send(Contribution command) {
        output.collect(commands(), new StreamRecord<>(command));
    }

    private OutputTag<Contribution> commands() {
        return ControlOutputs.shardCommands(config);
    }

    private void report(CommandReport report) {
        output.collect(ControlOutputs.REPORTS, new StreamRecord<>(WorkerReport.of(report)));
    }

    @Override
    public void processElement(StreamRecord<Step> element) {
        throw new IllegalStateException("no step is for the control operator: " + element.getValue());
    }

    @Override
    public void endInput() throws Exception {
        stopFeed();
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
