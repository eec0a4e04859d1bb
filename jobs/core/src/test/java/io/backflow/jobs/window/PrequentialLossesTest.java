package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrequentialLossesTest {

    private final PrequentialLosses losses = new PrequentialLosses();

    @Test
    void lossesAreWeightedAndSummed() {
        losses.add(1f, 2f, 3f);
        losses.add(0.5f, 4f, 6f);

        assertThat(losses.totals().lossSum()).isEqualTo(4);
        assertThat(losses.totals().baselineLossSum()).isEqualTo(6);
        assertThat(losses.totals().weightSum()).isEqualTo(1.5);
    }

    @Test
    void aStepThatOverflowedIsCountedAndLeftOutOfAllSums() {
        losses.add(1f, 2f, 3f);
        losses.add(1f, Float.NaN, 3f);
        losses.add(1f, Float.POSITIVE_INFINITY, 3f);
        losses.add(1f, 2f, Float.POSITIVE_INFINITY);

        assertThat(losses.refused()).isEqualTo(3);
        assertThat(losses.totals().lossSum()).isEqualTo(2);
        assertThat(losses.totals().weightSum()).isEqualTo(1);
    }

    @Test
    void aHeadWithoutABaselineSaysSo() {
        losses.add(1f, 2f, Float.NaN);

        assertThat(losses.totals().lossSum()).isEqualTo(2);
        assertThat(losses.totals().baselineLossSum()).isNaN();
    }
}
