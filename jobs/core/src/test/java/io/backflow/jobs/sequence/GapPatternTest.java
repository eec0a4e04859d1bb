package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.GapPattern.Frequent;
import io.backflow.jobs.sequence.GapPattern.Periodic;
import io.backflow.jobs.sequence.GapPattern.Stride;
import org.junit.jupiter.api.Test;

class GapPatternTest {

    private static final int EVERY = 32;

    private final SkippedSteps skipped = new SkippedSteps();

    @Test
    void numbersThatGoUpByTenAreAStride() {
        gaps(GapPattern.GAPS, 1, 9, 10);

        assertThat(GapPattern.of(skipped, EVERY)).contains(new Stride(10));
    }

    @Test
    void aStrideIsToldWhateverCameBeforeIt() {
        skipped.add(3, 7);
        skipped.add(900, 1001);
        gaps(GapPattern.GAPS, 1011, 1, 2);

        assertThat(GapPattern.of(skipped, EVERY)).contains(new Stride(2));
    }

    @Test
    void everyFifthStepMissingIsPeriodic() {
        gaps(GapPattern.GAPS, 4, 1, 5);

        assertThat(GapPattern.of(skipped, EVERY)).contains(new Periodic(1, 5));
    }

    @Test
    void gapsWithoutAnOrderAreFrequentWhereHardlyAWindowIsWhole() {
        for (long from : new long[] {2, 9, 11, 25, 40, 41 + 2, 60, 66}) {
            skipped.add(from, from + 1);
        }

        assertThat(GapPattern.of(skipped, EVERY)).contains(new Frequent(8, 65));
        assertThat(GapPattern.of(skipped, 8)).as("windows of eight").isEmpty();
    }

    @Test
    void fewGapsAreNoPattern() {
        gaps(GapPattern.GAPS - 1, 1, 9, 10);

        assertThat(GapPattern.of(skipped, EVERY)).isEmpty();
    }

    @Test
    void oneGapOfAnotherLengthOrPlaceBreaksTheOrder() {
        gaps(4, 1_000, 1, 1_000);
        skipped.add(5_000, 5_002);
        gaps(4, 6_000, 1, 1_000);

        assertThat(GapPattern.of(skipped, EVERY)).isEmpty();
    }

    private void gaps(int count, long first, long missing, long period) {
        for (int i = 0; i < count; i++) {
            skipped.add(first + i * period, first + i * period + missing);
        }
    }
}
