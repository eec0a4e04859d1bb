package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.Inbox;
import io.backflow.jobs.feedback.ParameterFeed;
import io.backflow.jobs.feedback.Place;
import io.backflow.jobs.feedback.Reception;
import io.backflow.jobs.server.ConfiguredServer;
import io.backflow.jobs.sync.Join;
import io.backflow.jobs.sync.ShardServer.Telling;
import io.backflow.jobs.sync.ShardSnapshot;
import io.backflow.jobs.sync.ShardState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A way back on which what a fresh server begins with comes whenever it is told to, as the version it is told. */
final class FreshParameters implements ParameterFeed {

    private static final long serialVersionUID = 1L;
    private static final int KEY_GROUPS = 128;

    private final JobConfig config;
    private final transient Deque<Long> versions = new ArrayDeque<>();
    private transient Inbox.@Nullable Bell bell;

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
        if (bell == null) {
            throw new IllegalStateException("no trainer listens yet");
        }
        bell.ring();
    }

    @Override
    public boolean coLocated() {
        return true;
    }

    @Override
    public Reception open(Place place, Inbox.Bell bell) {
        this.bell = bell;
        return new Reception() {
            @Override
            public ShardSnapshot[] take() {
                ConfiguredServer server = new ConfiguredServer(config, KEY_GROUPS);
                ShardSnapshot[] snapshots = new ShardSnapshot[server.shards()];
                long version = versions.remove();
                for (int shard = 0; shard < snapshots.length; shard++) {
                    ShardState state = server.fresh(shard);
                    state.version = version;
                    snapshots[shard] = server.server(shard).snapshot(state, 1, Telling.FIRST);
                }
                return snapshots;
            }

            @Override
            public Optional<Join> question(boolean waiting) {
                return Optional.empty();
            }

            @Override
            public long refused() {
                return 0;
            }

            @Override
            public void unattend() {}

            @Override
            public void close() {}
        };
    }
}
