package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RoundsTest {

    private final Rounds rounds = new Rounds(10);

    @Test
    void aRoundHoldsItsFirstInstantAndNotItsEndBeforeAndAfterTheEpoch() {
        assertThat(rounds.of(0)).isZero();
        assertThat(rounds.of(9)).isZero();
        assertThat(rounds.of(10)).isEqualTo(1);
        assertThat(rounds.of(-1)).isEqualTo(-1);
    }

    @Test
    void aWatermarkEndsARoundOnceNoInstantOfItIsLeft() {
        assertThat(rounds.endedBy(8)).isEqualTo(-1);
        assertThat(rounds.endedBy(9)).isZero();
        assertThat(rounds.endedBy(18)).isZero();
        assertThat(rounds.endedBy(19)).isEqualTo(1);
    }

    @Test
    void beforeTheFirstWatermarkNoRoundHasEndedAndAfterTheLastAllHave() {
        assertThat(rounds.endedBy(Long.MIN_VALUE)).isEqualTo(Rounds.NONE);
        assertThat(rounds.endedBy(Long.MAX_VALUE)).isEqualTo(Rounds.ALL);
    }

    @Test
    void aRoundOfAnotherLengthWasOverWhenItsLastInstantWas() {
        assertThat(rounds.convert(7, new Rounds(5)))
                .as("40 is the first open instant")
                .isEqualTo(3);
        assertThat(rounds.convert(8, new Rounds(5))).as("45 leaves a half").isEqualTo(3);
        assertThat(rounds.convert(3, new Rounds(25))).isEqualTo(9);
        assertThat(rounds.convert(-2, new Rounds(25))).as("before the epoch").isEqualTo(-4);
        assertThat(rounds.convert(3, rounds)).isEqualTo(3);
    }

    @Test
    void noRoundAndTheRoundAfterAllOthersHaveNoLength() {
        assertThat(rounds.convert(Rounds.NONE, new Rounds(5))).isEqualTo(Rounds.NONE);
        assertThat(rounds.convert(Long.MAX_VALUE, new Rounds(5))).isEqualTo(Long.MAX_VALUE);
        long last = new Rounds(3).endedBy(Long.MAX_VALUE - 1);
        assertThat(rounds.convert(last, new Rounds(3))).isEqualTo(Long.MAX_VALUE / 10 - 1);
    }

    @Test
    void aRoundWithoutLengthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rounds(0)).withMessageContaining("sync.round is 0");
    }
}
