package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.backflow.jobs.forecast.AwaitedForecast;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class LiveStateSerializerTest {

    private final LiveStateSerializer serializer = new LiveStateSerializer();

    @Test
    void theErrorsOfForecastsAreKeptWithTheState() throws IOException {
        LiveState read = read(written(state()));

        assertThat(read.errors).containsExactly(200, 0.5, 0.25, 0.125);
        assertThat(read.step).isEqualTo(7);
        assertThat(read.awaited).hasSize(1);
    }

    @Test
    void aCopyDoesNotChangeWithItsOriginal() {
        LiveState original = state();
        LiveState copy = serializer.copy(original);
        original.errors[0] = 9;

        assertThat(copy.errors).containsExactly(200, 0.5, 0.25, 0.125);
    }

    @Test
    void theLayoutBeforeErrorsWereKeptIsRead() throws IOException {
        byte[] bytes = written(state());
        int added = Integer.BYTES + 4 * Double.BYTES + 2 * (Integer.BYTES + Float.BYTES);
        byte[] former = Arrays.copyOf(bytes, bytes.length - added);
        former[0] = 1;

        LiveState read = read(former);
        assertThat(read.errors).isEmpty();
        assertThat(read.widths).isEmpty();
        assertThat(read.step).isEqualTo(7);
    }

    @Test
    void widthsOfIntervalsAreKept() throws IOException {
        LiveState read = read(written(state()));

        assertThat(read.widths).containsExactly(0.25f);
        assertThat(read.awaited.remove().widths()).containsExactly(0.125f);
        LiveState copy = serializer.copy(read);
        read.widths[0] = 9;
        assertThat(copy.widths).containsExactly(0.25f);
    }

    @Test
    void aLayoutOfTheFutureIsRefused() throws IOException {
        byte[] bytes = written(state());
        bytes[0] = 9;

        assertThatIOException()
                .isThrownBy(() -> read(bytes))
                .withMessageContaining("LiveState was written in layout 9");
    }

    private static LiveState state() {
        LiveState state = new LiveState(2);
        state.step = 7;
        state.errors = new double[] {200, 0.5, 0.25, 0.125};
        state.widths = new float[] {0.25f};
        Step step = new Step("a", 7, 7, new float[] {1});
        state.awaited.add(new AwaitedForecast(step, new float[] {2}, 3, new float[] {0.125f}));
        return state;
    }

    private byte[] written(LiveState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        return out.getCopyOfBuffer();
    }

    private LiveState read(byte[] bytes) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(bytes));
    }
}
