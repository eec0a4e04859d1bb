package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FloatsTest {

    /** What an allocator returns begins a line now and then only: several of each size. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 15, 16, 100, 1_000, 40_000, 100_000, 1_000_000})
    void theFirstFloatBeginsACacheLine(long size) {
        Floats[] all = new Floats[5];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Floats(size);
            assertThat(all[i].address() % 64).isZero();
        }
        for (Floats floats : all) {
            floats.close();
        }
    }

    @Test
    void allOfThemCanBeReadAndWritten() {
        try (Floats floats = new Floats(1_000)) {
            float[] values = new float[1_000];
            values[0] = 1;
            values[999] = 2;
            floats.put(0, values, 0, 1_000);

            float[] read = new float[1_000];
            floats.get(0, read, 0, 1_000);

            assertThat(read).isEqualTo(values);
            assertThatThrownBy(() -> floats.get(1, read, 0, 1_000)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void moreThanAnArrayHoldsAreRefused() {
        assertThatThrownBy(() -> new Floats(536_870_896L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("off-heap array of 536870896 floats; at most 536870895: lower the batch, the window or the"
                        + " units");
    }
}
