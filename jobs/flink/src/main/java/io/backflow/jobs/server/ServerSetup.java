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

    /** Throws where a restored {@code state} has not the sizes that this set-up works with. */
    default void checkRestored(int shard, ShardState state) {}

    /** The session that follows {@code restored}. */
    default long sessionAfter(long restored) {
        return restored + 1;
    }

    /** Tells apart two servers that believe to be in the same session. */
    default long newNonce() {
        return new SecureRandom().nextLong();
    }
}
