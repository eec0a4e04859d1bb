package io.backflow.jobs.server;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the shards: merges contributions, and emits snapshots of what changed. The only operator that checkpoints
 * parameters.
 *
 * <p>Each session, that is each start or restart, begins with a snapshot of every shard, so that workers begin from
 * what was restored.
 */
final class ParameterServer extends AbstractStreamOperator<ShardSnapshot>
        implements OneInputStreamOperator<Contribution, ShardSnapshot>, BoundedOneInput {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ParameterServer.class);

    private final ConfiguredServer setup;
    private final int[] keys;
    private final FreshShards fresh;
    private final transient MailboxExecutor mailbox;
    private final transient Map<Integer, ShardServer> servers = new TreeMap<>();
    private transient ShardStates shards;
    private transient ServerDrift drift;
    private transient ServerMetrics metrics;
    private transient SnapshotEmitter emitter;
    private transient boolean restored;
    private transient boolean ended;

    ParameterServer(
            StreamOperatorParameters<ShardSnapshot> parameters,
            MailboxExecutor mailbox,
            ConfiguredServer setup,
            int[] keys,
            FreshShards fresh) {
        super(parameters);
        this.mailbox = mailbox;
        this.setup = setup;
        this.keys = keys;
        this.fresh = fresh;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        shards = new ShardStates(
                context.getKeyedStateStore().getState(new ValueStateDescriptor<>("shard", new ShardStateSerializer())),
                shard -> setCurrentKey(keys[shard]));
        drift = new ServerDrift(context.getKeyedStateStore());
        restored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        for (int shard = 0; shard < setup.shards(); shard++) {
            if (isMine(shard)) {
                servers.put(shard, setup.server(shard));
            }
        }
        metrics = new ServerMetrics(getMetricGroup(), servers.values());
        emitter = new SnapshotEmitter(
                output,
                metrics,
                getProcessingTimeService(),
                new SecureRandom().nextLong(),
                setup.followed(),
                this::refresh);
        mailbox.execute(this::beginSession, "emit the snapshots that the session begins with");
    }

    private boolean isMine(int shard) {
        var task = getRuntimeContext().getTaskInfo();
        int owner = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                keys[shard], task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
        return owner == task.getIndexOfThisSubtask();
    }

    private void beginSession() throws Exception {
        for (int shard : servers.keySet()) {
            setCurrentKey(keys[shard]);
            ShardState state = restored ? resumed(shard, shards.get(shard)) : fresh.shard(shard);
            shards.keep(shard, state);
            drift.resume(shard, servers.get(shard));
            emit(shard, state, SnapshotKind.FIRST);
        }
    }

    /** A restart does not help a job whose configuration does not fit its state. */
    private ShardState resumed(int shard, @Nullable ShardState state) {
        try {
            if (state == null) {
                throw new ConfigException("the state to go on from has no shard " + shard
                        + "; go on with the server.shards that it was made with");
            }
            if (state.settings.isEmpty()) {
                LOG.warn(
                        "Shard {} was saved by a build that did not save the settings it was made with: they are taken"
                                + " to be those of this job.",
                        shard);
            }
            if (!Double.isNaN(state.learningRate)) {
                LOG.warn("Shard {} learns at the rate {} that a command has set.", shard, state.learningRate);
            }
            long session = fresh.sessionAfter(state.session);
            setup.resume(shard, state);
            state.session = session;
        } catch (ConfigException e) {
            throw new SuppressRestartsException(e);
        }
        return state;
    }

    @Override
    public void processElement(StreamRecord<Contribution> element) throws Exception {
        Contribution contribution = element.getValue();
        ShardServer server = servers.get(contribution.shard());
        ShardState state = server == null ? null : shards.get(contribution.shard());
        if (state == null || server == null) {
            throw new IllegalStateException("a contribution to shard " + contribution.shard() + ", which is not here");
        }
        long start = System.nanoTime();
        boolean changed = server.accept(state, contribution);
        metrics.merged(System.nanoTime() - start);
        drift.report(contribution.shard(), server);
        shards.keep(contribution.shard(), state);
        if (changed) {
            emitter.answer(server, state, contribution);
        }
    }

    private void refresh() throws Exception {
        for (Map.Entry<Integer, ShardServer> server : servers.entrySet()) {
            ShardState state = shards.get(server.getKey());
            if (state != null && !ended) {
                emitter.refresh(server.getValue(), state);
            }
        }
    }

    /** The slots that workers sent before the barrier are all here now, and so are the commands of before. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        for (Map.Entry<Integer, ShardServer> server : servers.entrySet()) {
            ShardState state = shards.unwritten(server.getKey());
            if (state != null) {
                server.getValue().settleSlots(state);
                boolean changed = !ended && server.getValue().carryOut(state, setup.workerSlot());
                setCurrentKey(keys[server.getKey()]);
                drift.save(server.getValue());
                if (changed) {
                    emit(server.getKey(), state, SnapshotKind.UPDATE);
                }
                shards.write(server.getKey());
            }
        }
    }

    @Override
    public void endInput() throws Exception {
        ended = true;
        for (int shard : servers.keySet()) {
            emit(shard, Objects.requireNonNull(shards.get(shard)), SnapshotKind.LAST);
        }
    }

    private void emit(int shard, ShardState state, SnapshotKind kind) {
        ShardServer server = servers.get(shard);
        if (server == null) {
            throw new IllegalStateException("shard " + shard + " is not here");
        }
        emitter.emit(server, state, kind);
    }
}
