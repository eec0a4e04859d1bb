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
    void aRoundWithoutLengthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rounds(0)).withMessageContaining("sync.round is 0");
    }
}
