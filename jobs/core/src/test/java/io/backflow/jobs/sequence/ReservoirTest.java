package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReservoirTest {

    @Test
    void slotsFillInOrderAndNoMoreThanAreAllowed() {
        Reservoir reservoir = Reservoir.EMPTY;
        for (int i = 0; i < 100; i++) {
            int slot = reservoir.slot(3, Long.MAX_VALUE, 7);
            assertThat(slot).isBetween(Reservoir.NONE, 2);
            assertThat(i >= 3 || slot == i).isTrue();
            reservoir = reservoir.with(slot);
        }
        assertThat(reservoir).isEqualTo(new Reservoir(100, 3));
    }

    @Test
    void eachWindowIsKeptWithTheSameChance() {
        int[] kept = new int[40];
        for (int seed = 0; seed < 4000; seed++) {
            Arrays.stream(sample(10, Long.MAX_VALUE, kept.length, seed)).forEach(window -> kept[window]++);
        }
        // 1,000 each, of a standard deviation of 27
        assertThat(kept).satisfies(all -> IntStream.of(all)
                .forEach(times -> assertThat(times).isBetween(870, 1130)));
    }

    @Test
    void ofARecentSampleAWindowIsReplacedAfterAsManyAsAreKeptOnAverage() {
        int[] kept = new int[60];
        for (int seed = 0; seed < 4000; seed++) {
            Arrays.stream(sample(10, 10, kept.length, seed)).forEach(window -> kept[window]++);
        }
        // the chance of a window of age a is (9 / 10)^a
        assertThat(kept[59]).isEqualTo(4000);
        assertThat(kept[52]).isBetween(1_780, 2_050);
        assertThat(kept[38]).isBetween(360, 520);
        assertThat(kept[5]).isLessThan(60);
    }

    @Test
    void theSlotsThatAreDrawnDifferAndEachIsDrawnAsOften() {
        int[] times = new int[6];
        for (int offered = 6; offered < 6006; offered++) {
            int[] drawn = new int[4];
            assertThat(new Reservoir(offered, 6).draw(drawn, 3)).isEqualTo(4);
            assertThat(drawn).doesNotHaveDuplicates();
            Arrays.stream(drawn).forEach(slot -> times[slot]++);
        }
        // 4,000 each, of a standard deviation of 37
        assertThat(times).satisfies(all -> IntStream.of(all)
                .forEach(each -> assertThat(each).isBetween(3_820, 4_180)));
    }

    @Test
    void noMoreIsDrawnThanIsKept() {
        int[] drawn = new int[7];

        assertThat(Reservoir.EMPTY.draw(drawn, 1)).isZero();
        assertThat(new Reservoir(2, 2).draw(drawn, 1)).isEqualTo(2);
        assertThat(Arrays.copyOf(drawn, 2)).containsExactlyInAnyOrder(0, 1);
    }

    /** The windows that are left of so many. */
    private static int[] sample(int most, long span, int windows, long seed) {
        int[] slots = new int[most];
        Reservoir reservoir = Reservoir.EMPTY;
        for (int window = 0; window < windows; window++) {
            int slot = reservoir.slot(most, span, seed);
            if (slot != Reservoir.NONE) {
                slots[slot] = window;
            }
            reservoir = reservoir.with(slot);
        }
        return slots;
    }
}
