package io.backflow.jobs.server;

import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardState;
import java.io.Serializable;
import java.security.SecureRandom;

/** What a {@link ParameterServer} makes its shards from. */
interface ServerSetup extends Serializable {

    int shards();

    /** The Flink key of a shard. */
    int key(int shard);

    ShardServer server(int shard);

    /** A shard that has never been trained. */
    ShardState fresh(int shard);

    /**
     * Makes {@code state}, which was restored, one that this set-up goes on with.
     *
     * @throws io.backflow.jobs.config.ConfigException where it cannot
     */
    default void resume(int shard, ShardState state) {}

    /** Tells apart two servers that believe to be in the same session. */
    default long newNonce() {
        return new SecureRandom().nextLong();
    }
}
