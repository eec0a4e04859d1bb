package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ShardState;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ShardStateSerializerTest {

    /** Bytes of what commands change. */
    private static final int COMMANDS = 2 * Long.BYTES + Double.BYTES;

    private final ShardStateSerializer serializer = new ShardStateSerializer();

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        ShardState state = state();

        ShardState read = serializer.deserialize(new DataInputDeserializer(written(state)));

        assertThat(read).usingRecursiveComparison().isEqualTo(state);
    }

    @Test
    void aCopyIsEqualAndDoesNotChangeWithItsOriginal() {
        ShardState state = state();
        ShardState copy = serializer.copy(state);
        assertThat(copy).usingRecursiveComparison().isEqualTo(state);

        state.values[0] = 99f;
        state.slots[0] = 99f;
        state.workerSlots[0] = 99f;
        state.version++;

        assertThat(copy).usingRecursiveComparison().isEqualTo(state());
    }

    @Test
    void aLayoutOfTheFutureIsRefusedWithARemedy() throws IOException {
        byte[] bytes = written(state());
        bytes[0] = 4;

        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(new DataInputDeserializer(bytes)))
                .withMessageContaining("layout 4")
                .withMessageContaining("restore with the build that wrote it or newer");
    }

    @Test
    void stateWithoutSettingsIsStillRead() throws IOException {
        ShardState state = state();
        state.settings = "";
        byte[] bytes = written(state);
        byte[] older = Arrays.copyOf(bytes, bytes.length - COMMANDS - 2 * Long.BYTES - Integer.BYTES);
        older[0] = 1;

        ShardState read = serializer.deserialize(new DataInputDeserializer(older));

        state.workerUpdates = Slots.UNCOUNTED;
        state.roundMillis = 0;
        assertEqualWithoutCommands(read, state);
    }

    @Test
    void stateOfBeforeCommandsIsStillRead() throws IOException {
        ShardState state = state();
        byte[] bytes = written(state);
        byte[] older = Arrays.copyOf(bytes, bytes.length - COMMANDS);
        older[0] = 2;

        assertEqualWithoutCommands(serializer.deserialize(new DataInputDeserializer(older)), state);
    }

    private static void assertEqualWithoutCommands(ShardState read, ShardState state) {
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("slotsFreshAt", "learningRate", "rollbacks")
                .isEqualTo(state);
        assertThat(read.slotsFreshAt).isZero();
        assertThat(read.learningRate).isNaN();
        assertThat(read.rollbacks).isZero();
    }

    private byte[] written(ShardState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        return out.getCopyOfBuffer();
    }

    private static ShardState state() {
        ShardState state =
                new ShardState(new float[] {1f, Float.MIN_VALUE}, new float[] {3f}, new float[] {4f, 5f, 6f});
        state.session = 2;
        state.version = 3;
        state.updates = 4;
        state.closedRound = -5;
        state.totals = new TrainingTotals(6, 7, 8, 9, 10.5, 11.5, 12.5);
        state.workerUpdates = 13;
        state.roundMillis = 14;
        state.settings = "ä".repeat(40_000);
        state.slotsFreshAt = 15;
        state.learningRate = 0.25;
        state.rollbacks = 16;
        return state;
    }
}
