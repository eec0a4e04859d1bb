package io.backflow.jobs.server;

import io.backflow.jobs.protocol.server.ShardState;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;

/**
 * The shards of one subtask. A shard is in hand from its first contribution until the next barrier, so that a state
 * backend on disk reads and writes it once for a checkpoint, not for each contribution. After {@link #write} it is read
 * again: the backend may still be writing the object that it was given. A failure loses what is in hand as it loses all
 * since the last checkpoint.
 */
final class ShardStates {

    private final ValueState<ShardState> kept;
    private final IntConsumer currentKey;
    private final Map<Integer, ShardState> inHand = new TreeMap<>();

    /** @param currentKey makes the key of a shard Flink's current key */
    ShardStates(ValueState<ShardState> kept, IntConsumer currentKey) {
        this.kept = kept;
        this.currentKey = currentKey;
    }

    /** Shard {@code shard}; null where there is none. Changes are for {@link #keep} to say. */
    @Nullable
    ShardState get(int shard) throws IOException {
        ShardState known = inHand.get(shard);
        if (known != null) {
            return known;
        }
        currentKey.accept(shard);
        return kept.value();
    }

    /** Notes that {@code state} is what is to be kept of {@code shard}. */
    void keep(int shard, ShardState state) {
        inHand.put(shard, state);
    }

    /** What of {@code shard} is not yet in Flink's state; null where all of it is. */
    @Nullable
    ShardState unwritten(int shard) {
        return inHand.get(shard);
    }

    /** Gives Flink's state what it has not yet got of {@code shard}. */
    void write(int shard) throws IOException {
        ShardState state = inHand.remove(shard);
        if (state != null) {
            currentKey.accept(shard);
            kept.update(state);
        }
    }
}
