package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SkippedStepsTest {

    private final SkippedSteps skipped = new SkippedSteps();

    @Test
    void aRangeHoldsItsFirstStepAndNotItsEnd() {
        skipped.add(3, 5);

        assertThat(skipped.contains(2)).isFalse();
        assertThat(skipped.contains(3)).isTrue();
        assertThat(skipped.contains(4)).isTrue();
        assertThat(skipped.contains(5)).isFalse();
    }

    @Test
    void anEmptyRangeIsNotKept() {
        skipped.add(3, 3);

        assertThat(skipped.size()).isZero();
    }

    @Test
    void beyondItsCapacityOlderStepsCountAsSkipped() {
        for (int i = 0; i <= SkippedSteps.CAPACITY; i++) {
            skipped.add(10L * i + 1, 10L * i + 2);
        }

        assertThat(skipped.size()).isEqualTo(SkippedSteps.CAPACITY);
        assertThat(skipped.contains(0)).as("a dead letter too many").isTrue();
        assertThat(skipped.contains(2))
                .as("behind the range that was forgotten")
                .isFalse();
        assertThat(skipped.contains(11)).isTrue();
    }
}
