package io.backflow.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpacedRowsTest {

    private static final int ROWS = 70;

    @ParameterizedTest
    @ValueSource(ints = {128, 384})
    void rowsThatCollideAreCopiedACacheLineFurtherApart(int width) {
        float[] values = new float[width + ROWS * width];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        try (SpacedRows spaced = new SpacedRows(true, ROWS, 3, width);
                Floats memory = new Floats(values.length)) {
            memory.put(0, values, 0, values.length);

            Matrix copy = spaced.of(new Matrix(memory).at(width, ROWS, width));

            assertThat(copy.stride()).isEqualTo(width + 16);
            float[] read = new float[width];
            float[] expected = new float[width];
            for (int i = 0; i < ROWS; i++) {
                copy.memory().get(copy.offset() + i * copy.stride(), read, 0, width);
                System.arraycopy(values, (i + 1) * width, expected, 0, width);
                assertThat(read).as("row %d", i).isEqualTo(expected);
            }
        }
    }

    @Test
    void fewerRowsThanThereIsRoomForAreAllThatIsCopied() {
        try (SpacedRows spaced = new SpacedRows(true, ROWS, 128);
                Floats memory = new Floats(2 * 128)) {
            assertThat(spaced.of(new Matrix(memory).at(0, 2, 128)).rows()).isEqualTo(2);
        }
    }

    @Test
    void otherRowsAreReadWhereTheyLie() {
        try (SpacedRows spaced = new SpacedRows(true, ROWS, 100);
                SpacedRows unneeded = new SpacedRows(false, ROWS, 128);
                Floats memory = new Floats(ROWS * 128)) {
            Matrix rows = new Matrix(memory).at(0, ROWS, 100);
            assertThat(spaced.of(rows)).isSameAs(rows);
            rows.at(0, ROWS, 128);
            assertThat(unneeded.of(rows)).isSameAs(rows);
        }
    }
}
