package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.sequence.Step;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class SavedStateTest {

    private static final SavedState LSTM = SavedState.of(spec(new LayerSpec.Lstm(4, true, 0)));

    /** What layout 2 has behind the values: a time, a number, and three numbers. */
    private static final int AFTER_VALUES = Long.BYTES + Integer.BYTES + 3 * Float.BYTES;

    private final LiveState state = new LiveState(8);

    SavedStateTest() {
        for (int i = 0; i < 8; i++) {
            state.recurrent[i] = 0.1f * i - 0.3f;
        }
        state.advanced(new Step("s", 4, 4000, new float[2]), 11);
        state.advanced(new Step("s", 6, 7000, new float[2]), 12);
        state.features.values = new float[] {1f, -2f, 0.25f};
        state.features.time = 7000;
    }

    @Test
    void aStateComesBackAsItWas() {
        LiveState read = LSTM.read("s", LSTM.write(state));
        assertThat(read).usingRecursiveComparison().isEqualTo(state);
        assertThat(read.stepMillis).isEqualTo(1500);
    }

    @Test
    void aFreshStateComesBackAsItWas() {
        LiveState fresh = new LiveState(8);
        assertThat(LSTM.read("s", LSTM.write(fresh))).usingRecursiveComparison().isEqualTo(fresh);
    }

    /** A state of eight values may be an LSTM's of four units or a GRU's of eight. */
    @Test
    void aStateOfOtherLayersOfTheSameSizeIsRefused() {
        SavedState gru = SavedState.of(spec(new LayerSpec.Gru(8, true, 0)));
        assertThatThrownBy(() -> gru.read("pump-7", LSTM.write(state)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the state of sequence pump-7 is of a model with layers lstm 4 (8 values), and this model"
                        + " has gru 8 (8 values); take in a state that this model handed out, or begin the sequence"
                        + " anew");
    }

    @Test
    void aStateOfMoreUnitsIsRefused() {
        SavedState larger = SavedState.of(spec(new LayerSpec.Lstm(5, true, 0)));
        assertThatThrownBy(() -> larger.read("s", LSTM.write(state)))
                .hasMessageContaining("layers lstm 4 (8 values), and this model has lstm 5 (10 values)");
    }

    @Test
    void everyDamagedByteIsNoticed() {
        byte[] sound = LSTM.write(state);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> LSTM.read("s", damaged)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int length = 0; length < sound.length; length++) {
            byte[] cut = Arrays.copyOf(sound, length);
            assertThatThrownBy(() -> LSTM.read("s", cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** With a checksum that fits: what counts is what the bytes hold, not what they claim. */
    @Test
    void aStateThatClaimsMoreValuesThanItHasIsRefusedBeforeMemoryIsTaken() {
        byte[] bytes = LSTM.write(state);
        ByteBuffer.wrap(bytes).putInt(bytes.length - AFTER_VALUES - 8 * Float.BYTES - Integer.BYTES, Integer.MAX_VALUE);
        assertThatThrownBy(() -> LSTM.read("s", signed(bytes))).hasMessageContaining("its lengths contradict");

        byte[] features = LSTM.write(state);
        ByteBuffer.wrap(features).putInt(bytes.length - 3 * Float.BYTES - Integer.BYTES, Integer.MAX_VALUE / 4);
        assertThatThrownBy(() -> LSTM.read("s", signed(features))).hasMessageContaining("its lengths contradict");

        byte[] text = LSTM.write(state);
        ByteBuffer.wrap(text).putShort(9, (short) -1);
        assertThatThrownBy(() -> LSTM.read("s", signed(text))).hasMessageContaining("its lengths contradict");
    }

    @Test
    void aLaterLayoutIsRefusedByItsNumber() {
        byte[] bytes = LSTM.write(state);
        bytes[4] = 3;
        assertThatThrownBy(() -> LSTM.read("s", bytes))
                .hasMessageContaining("has layout 3, and this build reads layouts up to 2");
    }

    @Test
    void aStateOfABuildThatKeptNothingOfTheFeaturesIsRead() {
        byte[] bytes = LSTM.write(state);
        byte[] former = Arrays.copyOf(bytes, bytes.length - AFTER_VALUES);
        former[4] = 1;

        LiveState read = LSTM.read("s", signed(former));

        assertThat(read.features.values).isEmpty();
        state.features.become(read.features);
        assertThat(read).usingRecursiveComparison().isEqualTo(state);
    }

    private static byte[] signed(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 9, bytes.length - 9);
        ByteBuffer.wrap(bytes).putInt(5, (int) crc.getValue());
        return bytes;
    }

    private static ModelSpec spec(LayerSpec layer) {
        return new ModelSpec(new InputSpec.Features(2), List.of(layer), new HeadSpec(2, new LossSpec.Mse()));
    }
}
