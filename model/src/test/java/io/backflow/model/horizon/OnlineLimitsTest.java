package io.backflow.model.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OnlineLimitsTest {

    private static final InputSpec ONE = new InputSpec.Features(1);

    @Test
    void theInfluenceOfAModelIsKnownBeforeMemoryIsTaken() {
        ModelSpec gru = model(ONE, new LayerSpec.Gru(32, true, 0));
        int parameters = 3 * 32 * (1 + 32) + 2 * 3 * 32;
        assertThat(OnlineLimits.bytes(gru, OnlineMethod.RTRL)).isEqualTo(4L * 32 * parameters);
        assertThat(OnlineLimits.bytes(gru, OnlineMethod.SNAP1)).isEqualTo(4L * parameters);
        ModelSpec lstm = model(ONE, new LayerSpec.Lstm(8, true, 0));
        assertThat(OnlineLimits.bytes(lstm, OnlineMethod.RTRL)).isEqualTo(4L * 16 * 4 * 8 * (1 + 8 + 1));
        ModelSpec diagonal = model(ONE, new LayerSpec.Diagonal(8, 0));
        assertThat(OnlineLimits.bytes(diagonal, OnlineMethod.RTRL)).isEqualTo(4L * 2 * 8 * (1 + 1 + 1));
        ModelSpec lru = model(ONE, new LayerSpec.Lru(8, 0));
        assertThat(OnlineLimits.bytes(lru, OnlineMethod.RTRL)).isEqualTo(4L * 8 * (1 + 1 + 1));
    }

    @Test
    void aModelAboveTheLimitIsRefusedWithTheNumber() {
        ModelSpec gru = model(ONE, new LayerSpec.Gru(32, true, 0));
        assertThatThrownBy(() -> OnlineLimits.check(gru, OnlineMethod.RTRL, 400_000))
                .hasMessage("horizon.max_bytes_per_sequence is 400000, but the influence of this model's parameters on"
                        + " its state takes 430080 bytes a sequence; raise it, use fewer units, method: snap1"
                        + " (13440 bytes), or another horizon");
        OnlineLimits.check(gru, OnlineMethod.RTRL, 430_080);
    }

    @Test
    void aHugeModelIsRefusedAndNotTried() {
        ModelSpec gru = model(ONE, new LayerSpec.Gru(4_000, true, 0));
        assertThatThrownBy(() -> OnlineLimits.check(gru, OnlineMethod.RTRL, Long.MAX_VALUE))
                .hasMessageContaining("takes " + 4L * 4_000 * (3 * 4_000 * (1 + 4_000) + 2 * 3 * 4_000) + " bytes");
    }

    @Test
    void whatIsNotCarriedIsRefused() {
        ModelSpec tokens = model(new InputSpec.Tokens(5, 2), new LayerSpec.Gru(3, true, 0));
        assertThatThrownBy(() -> OnlineLimits.check(tokens, OnlineMethod.RTRL, 1_000_000))
                .hasMessageContaining("model.input.type is tokens");
        ModelSpec before = model(ONE, new LayerSpec.Gru(3, false, 0));
        assertThatThrownBy(() -> OnlineLimits.check(before, OnlineMethod.SNAP1, 1_000_000))
                .hasMessageContaining("set reset_after: true or method: rtrl");
    }

    private static ModelSpec model(InputSpec input, LayerSpec layer) {
        return new ModelSpec(input, List.of(layer), new HeadSpec(1, new LossSpec.Mse()));
    }
}
