package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldOutTest {

    @Test
    void theLastPartOfTheTimeIsHeldOut() {
        HoldOut last = HoldOut.last(0.15, 1000, 2000);

        assertThat(last.holds("a", 1849, 1)).isFalse();
        assertThat(last.holds("a", 1850, 1)).isTrue();
        assertThat(last.holds("a", 2000, 1)).isTrue();
    }

    @Test
    void aShareOfTheSequencesIsHeldOutWhole() {
        HoldOut some = HoldOut.sequences(0.15);
        long held = IntStream.range(0, 10_000)
                .filter(i -> some.holds("pump-" + i, 0, 1))
                .count();

        // four standard deviations of a binomial of 10,000 and 0.15
        assertThat(held).isBetween(1500L - 143, 1500L + 143);
    }

    @Test
    void whichSequencesAreHeldOutDoesNotDependOnTheOthers() {
        // FNV-1a, 64 bits, and the finaliser of SplitMix64, computed in Python
        assertThat(HoldOut.sequences(0.8064615 + 1e-6).holds("Amy-1975", 0, 1)).isTrue();
        assertThat(HoldOut.sequences(0.8064615 - 1e-6).holds("Amy-1975", 0, 1)).isFalse();
    }

    @Test
    void stepsOfWeightZeroAreHeldOutWhereTheStreamSaysSo() {
        assertThat(HoldOut.WEIGHTLESS.holds("a", 0, 0)).isTrue();
        assertThat(HoldOut.WEIGHTLESS.holds("a", 0, 0.5f)).isFalse();
        assertThat(HoldOut.NOTHING.holds("a", 0, 0)).isFalse();
    }
}
