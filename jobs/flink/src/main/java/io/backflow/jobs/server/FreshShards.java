package io.backflow.jobs.server;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.server.Beginning.Parameters;
import java.io.Serial;
import java.io.Serializable;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;

/** The shards of a server without state, and the sessions of every server, by the {@link Beginning} of the job. */
final class FreshShards implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ConfiguredServer setup;
    private final Beginning beginning;
    private transient @Nullable ModelVersion published;

    FreshShards(ConfiguredServer setup, Beginning beginning) {
        this.setup = setup;
        this.beginning = beginning;
    }

    /** A shard that no state has; fails without a restart where the job may not begin with fresh parameters. */
    ShardState shard(int shard) {
        ShardState state;
        if (beginning.parameters() instanceof Parameters.Refused refused) {
            throw new SuppressRestartsException(new ConfigException(refused.reason()));
        } else if (beginning.parameters() instanceof Parameters.Published model) {
            state = goingOnFrom(read(model), shard);
        } else {
            state = setup.fresh(shard);
        }
        state.session = beginning.next(0);
        return state;
    }

    /** The session that follows {@code restored}. */
    long sessionAfter(long restored) {
        return beginning.next(restored);
    }

    /** Counts versions on from those of the model, so that a trained version is not taken for a fresh one. */
    private ShardState goingOnFrom(ModelVersion model, int shard) {
        ShardState state = setup.fresh(shard, model.values());
        state.version = model.shardVersions().length == setup.shards() ? model.shardVersions()[shard] : model.version();
        return state;
    }

    private ModelVersion read(Parameters.Published model) {
        ModelVersion read = published;
        if (read == null) {
            try {
                read = model.model().read();
            } catch (ConfigException e) {
                throw new SuppressRestartsException(e);
            }
            published = read;
        }
        return read;
    }
}
