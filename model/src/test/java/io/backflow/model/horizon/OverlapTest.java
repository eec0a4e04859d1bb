package io.backflow.model.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OverlapTest {

    @Test
    void aWindowRepeatsWhatLiesBetweenItsReachAndItsNewSteps() {
        Overlap overlap = new Overlap(4, 12);
        assertThat(overlap.past()).isEqualTo(8);
        assertThat(overlap.kept(8, 4)).isEqualTo(8);
        assertThat(overlap.advance(8, 4)).isEqualTo(4);
        assertThat(overlap.advance(4, 4))
                .as("the first steps are not far enough back yet")
                .isZero();
    }

    /** The definition's own start, whatever k1, k2 and the sequence's length. */
    @ParameterizedTest
    @CsvSource({"1, 1, 7", "3, 9, 24", "3, 7, 23", "4, 5, 11", "5, 5, 12", "2, 100, 9"})
    void startsAreThoseOfTheDefinition(int every, int back, int time) {
        Overlap overlap = new Overlap(every, back);
        int past = 0;
        int start = 0;
        for (int w = 0; w * every < time; w++) {
            int fresh = Math.min(every, time - w * every);
            assertThat(w * every - past).isEqualTo(Math.max(0, (w + 1) * every - back));
            assertThat(start).isEqualTo(w * every - past);
            start += overlap.advance(past, fresh);
            past = overlap.kept(past, fresh);
        }
    }

    @Test
    void aReachShorterThanTheWindowIsRefused() {
        assertThatThrownBy(() -> new Overlap(8, 4))
                .hasMessage(
                        "horizon.back is 4, but horizon.every is 8; a gradient must reach at least the whole window,"
                                + " set back to 8 or more");
    }
}
