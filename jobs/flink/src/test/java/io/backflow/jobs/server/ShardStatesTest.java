package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.server.ShardState;
import java.io.IOException;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ValueState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShardStatesTest {

    private final Disk disk = new Disk();
    private final ShardStates shards = new ShardStates(disk, shard -> disk.key = shard);

    @Test
    void aShardIsReadOnceAndWrittenAtTheBarrier() throws IOException {
        begin(0);
        begin(1);
        shards.write(0);
        shards.write(1);
        disk.reads = 0;
        disk.writes = 0;

        for (int contribution = 0; contribution < 10; contribution++) {
            merge(0);
            merge(1);
        }
        shards.write(0);
        shards.write(1);

        assertThat(disk.reads).isEqualTo(2);
        assertThat(disk.writes).isEqualTo(2);
        assertThat(disk.version(0)).isEqualTo(10);
        assertThat(disk.version(1)).isEqualTo(10);
    }

    /** On the heap, Flink may still be writing the object that it was given; the barrier takes no copy of it. */
    @Test
    void whatWasWrittenIsReadAgainBeforeItChanges() throws IOException {
        begin(0);
        ShardState written = Objects.requireNonNull(shards.get(0));
        shards.write(0);

        merge(0);

        assertThat(written.version).isZero();
        assertThat(Objects.requireNonNull(shards.get(0)).version).isEqualTo(1);
    }

    @Test
    void aShardWithoutContributionsIsNotWrittenAgain() throws IOException {
        begin(0);
        shards.write(0);
        shards.get(0);

        shards.write(0);

        assertThat(shards.unwritten(0)).isNull();
        assertThat(disk.writes).isEqualTo(1);
    }

    private void begin(int shard) {
        shards.keep(shard, new ShardState(new float[2], new float[0], new float[0]));
    }

    private void merge(int shard) throws IOException {
        ShardState state = Objects.requireNonNull(shards.get(shard));
        state.version++;
        shards.keep(shard, state);
    }

    /** What is read is a copy, and what is written is copied, as by a state backend on disk. */
    private static final class Disk implements ValueState<ShardState> {

        private final TreeMap<Integer, ShardState> kept = new TreeMap<>();
        private final ShardStateSerializer serializer = new ShardStateSerializer();
        private int key;
        private int reads;
        private int writes;

        long version(int shard) {
            return Objects.requireNonNull(kept.get(shard)).version;
        }

        @Override
        public @Nullable ShardState value() {
            reads++;
            ShardState state = kept.get(key);
            return state == null ? null : serializer.copy(state);
        }

        @Override
        public void update(ShardState state) {
            writes++;
            kept.put(key, serializer.copy(state));
        }

        @Override
        public void clear() {
            kept.remove(key);
        }
    }
}
