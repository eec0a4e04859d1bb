package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassCountsTest {

    private static final List<long[]> TWO =
            List.of(ClassCounts.entry(1, new long[] {5, 0, 7}), ClassCounts.entry(0, new long[] {2, 3, 0}));

    @Test
    void asManyWorkersGoOnWithTheirOwnCounts() {
        assertThat(ClassCounts.share(TWO, 0, 2, 3)).containsExactly(2, 3, 0);
        assertThat(ClassCounts.share(TWO, 1, 2, 3)).containsExactly(5, 0, 7);
    }

    @Test
    void anotherNumberOfWorkersSharesTheCountsAndLosesNone() {
        for (int workers : new int[] {1, 3, 4, 9}) {
            long[] sum = new long[3];
            for (int worker = 0; worker < workers; worker++) {
                long[] share = ClassCounts.share(TWO, worker, workers, 3);
                for (int c = 0; c < 3; c++) {
                    assertThat(share[c]).isBetween(0L, 1 + new long[] {7, 3, 7}[c] / workers);
                    sum[c] += share[c];
                }
            }
            assertThat(sum).as("%d workers", workers).containsExactly(7, 3, 7);
        }
    }

    @Test
    void withoutAnythingRestoredCountsBeginAtZero() {
        assertThat(ClassCounts.share(List.of(), 0, 2, 3)).containsOnly(0);
        assertThat(ClassCounts.share(TWO, 0, 2, 4))
                .as("another number of classes")
                .containsOnly(0);
    }
}
