package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.FeedbackChannel;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.FeedbackSubscription;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.protocol.server.ShardState;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A feedback edge that brings the snapshots of a fresh server on request, as the version of the request. */
final class FreshParameters implements FeedbackEdge {

    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final transient Deque<Long> versions = new ArrayDeque<>();
    private transient FeedbackChannel.@Nullable Listener listener;
    private volatile long rollbacks;

    FreshParameters(JobConfig config) {
        this.config = config;
    }

    /** Lets them come. */
    void arrive() {
        arrive(0);
    }

    /** Lets them come once more, as {@code version}. */
    void arrive(long version) {
        versions.add(version);
        if (listener == null) {
            throw new IllegalStateException("no trainer listens yet");
        }
        listener.ring();
    }

    /** Lets them come as version 7, which the rollback {@code number} has made. */
    void rolledBack(long number) {
        rollbacks = number;
        arrive(7);
    }

    @Override
    public boolean coLocated() {
        return true;
    }

    @Override
    public Presence announce(SubtaskFeedbackKey subtask) {
        return () -> {};
    }

    @Override
    public FeedbackSubscription open(SubtaskFeedbackKey subtask, FeedbackChannel.Listener listener) {
        this.listener = listener;
        return new FeedbackSubscription() {
            @Override
            public ShardSnapshot[] take() {
                ConfiguredServer server = new ConfiguredServer(config);
                ShardSnapshot[] snapshots = new ShardSnapshot[server.shards()];
                long version = versions.remove();
                for (int shard = 0; shard < snapshots.length; shard++) {
                    ShardState state = server.fresh(shard);
                    state.version = version;
                    state.rollbacks = rollbacks;
                    snapshots[shard] = server.server(shard).snapshot(state, 1, SnapshotKind.FIRST);
                }
                return snapshots;
            }

            @Override
            public void unsubscribe() {}

            @Override
            public void close() {}
        };
    }
}
