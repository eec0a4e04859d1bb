package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimerTimeTest {

    private final MemoryListState<Long> saved = new MemoryListState<>();
    private final TimerTime time = new TimerTime(saved);

    @Test
    void theWatermarkThatComesAgainAfterARestartSetsOffNoTimers() throws Exception {
        assertThat(time.reach(1_000)).isTrue();
        assertThat(time.reach(2_000)).isTrue();
        time.snapshot();

        TimerTime restarted = new TimerTime(saved);
        restarted.resume();

        assertThat(restarted.reach(2_000)).isFalse();
        assertThat(restarted.reach(3_000)).isTrue();
    }

    @Test
    void aRestartBeforeAnyWatermarkForgetsNothing() throws Exception {
        saved.addAll(List.of(3_000L, 2_000L));
        time.resume();
        time.snapshot();

        assertThat(saved.get()).as("that of the slowest worker").containsExactly(2_000L);
    }

    @Test
    void timersOfOtherSettingsAndOfAnotherLogGoOff() throws Exception {
        saved.add(2_000L);

        assertThat(time.reach(2_000)).as("not resumed").isTrue();
        TimerTime restarted = new TimerTime(saved);
        restarted.resume();
        assertThat(restarted.reach(1_000)).as("an older time").isTrue();
    }

    @Test
    void whatAFormerBuildWroteHasNoTime() throws Exception {
        time.resume();

        assertThat(time.reach(2_000)).isTrue();
    }
}
