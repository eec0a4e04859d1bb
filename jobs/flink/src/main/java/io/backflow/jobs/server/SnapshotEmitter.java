package io.backflow.jobs.server;

import io.backflow.jobs.feedback.FeedbackTiming;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.protocol.server.SnapshotDelivery;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Emits the shards of one subtask: to all workers on the operator's output, to one of them, to the publisher, and to
 * the account of the run on the side outputs of {@link ServerStages}.
 */
final class SnapshotEmitter {

    /** Has a worker's copy brought up to date; called when {@link SnapshotDelivery} says so. */
    @FunctionalInterface
    interface Refresh {
        void run() throws Exception;
    }

    /** How long a worker that contributes nothing may be behind. */
    private static final long REFRESH_MILLIS = 1000;

    private final Output<StreamRecord<ShardSnapshot>> output;
    private final ServerMetrics metrics;
    private final ProcessingTimeService clock;
    private final long nonce;
    private final boolean followed;
    private final Refresh refresh;
    private final Map<Integer, SnapshotDelivery> deliveries = new TreeMap<>();
    private boolean refreshSet;

    /**
     * @param nonce distinguishes this server from another of the same session
     * @param followed whether workers follow the topic: then all goes to the publisher
     * @param refresh calls {@link #refresh} for each shard, under its key
     */
    SnapshotEmitter(
            Output<StreamRecord<ShardSnapshot>> output,
            ServerMetrics metrics,
            ProcessingTimeService clock,
            long nonce,
            boolean followed,
            Refresh refresh) {
        this.output = output;
        this.metrics = metrics;
        this.clock = clock;
        this.nonce = nonce;
        this.followed = followed;
        this.refresh = refresh;
    }

    /** The shard has changed for all workers. */
    void emit(ShardServer server, ShardState state, SnapshotKind kind) {
        ShardSnapshot snapshot = followed
                ? server.snapshot(state, nonce, kind)
                : delivery(server).toAll(state, kind, now());
        note(snapshot);
        if (!followed) {
            output.collect(new StreamRecord<>(snapshot));
        }
        publish(snapshot);
    }

    private void note(ShardSnapshot snapshot) {
        metrics.emitted(snapshot);
        FeedbackTiming.emitted(snapshot);
    }

    /** A contribution has changed the shard. */
    void answer(ShardServer server, ShardState state, Contribution contribution) {
        if (followed || !(contribution instanceof WorkerUpdate update)) {
            emit(server, state, SnapshotKind.UPDATE);
            return;
        }
        ShardSnapshot answer = delivery(server).answer(state, update, now());
        send(answer);
        publish(answer);
        setRefresh(server, state);
    }

    /** Serves the workers that have been behind for long. */
    void refresh(ShardServer server, ShardState state) {
        delivery(server).refresh(state, now()).forEach(this::send);
        setRefresh(server, state);
    }

    private void send(ShardSnapshot answer) {
        note(answer);
        output.collect(ServerStages.TO_ONE, new StreamRecord<>(answer));
    }

    /** The account of the run needs no values, and the publisher nothing else. */
    private void publish(ShardSnapshot snapshot) {
        if (snapshot.hasValues()) {
            output.collect(ServerStages.VERSIONS, new StreamRecord<>(snapshot));
        }
        if (snapshot.shard() == 0) {
            output.collect(ServerStages.ACCOUNTS, new StreamRecord<>(snapshot.withoutValues()));
        }
    }

    private void setRefresh(ShardServer server, ShardState state) {
        if (refreshSet) {
            return;
        }
        long now = now();
        long wait = delivery(server).refreshIn(state, now);
        if (wait >= 0) {
            refreshSet = true;
            clock.registerTimer(now + wait, time -> {
                refreshSet = false;
                refresh.run();
            });
        }
    }

    private SnapshotDelivery delivery(ShardServer server) {
        return deliveries.computeIfAbsent(server.shard(), shard -> new SnapshotDelivery(server, nonce, REFRESH_MILLIS));
    }

    private long now() {
        return clock.getCurrentProcessingTime();
    }
}
