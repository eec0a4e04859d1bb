package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockRuleTest {

    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    private static final long NO_TIMESTAMP = -1;
    private static final long MINUTE = 60_000;

    private final ClockRule rule = new ClockRule(5 * MINUTE, 10_000);

    @Test
    void aStepMayBeAheadOfBothClocksByTheBoundAndNoMore() {
        long clock = ClockRule.clock(NOW, NOW);

        assertThat(rule.allows(NOW + 5 * MINUTE, clock)).isTrue();
        assertThat(rule.allows(NOW + 5 * MINUTE + 1, clock)).isFalse();
        assertThat(rule.allows(Long.MAX_VALUE, clock)).isFalse();
        assertThat(rule.allows(Long.MIN_VALUE, clock)).isTrue();
    }

    @Test
    void aStepWithinTheBoundLeadsTheStreamByLess() {
        assertThat(rule.leadsTo(NOW + 2 * MINUTE, NOW)).isEqualTo(NOW + 10_000);
        assertThat(rule.leadsTo(NOW + 9_000, NOW)).isEqualTo(NOW + 9_000);
        assertThat(rule.leadsTo(NOW - MINUTE, NOW)).isEqualTo(NOW - MINUTE);
    }

    @Test
    void aReplayIsJudgedByTheClockOfItsRecordsWhereTheyKeptIt() {
        long year = 365L * 24 * 60 * MINUTE;
        long clock = ClockRule.clock(NOW - year, NOW);

        assertThat(rule.allows(NOW - year + 6 * MINUTE, clock)).isFalse();
        assertThat(rule.leadsTo(NOW - year + 2 * MINUTE, clock)).isEqualTo(NOW - year + 10_000);
    }

    @Test
    void aRecordFromTheFutureOrWithoutATimeIsJudgedByTheClockOfItsReader() {
        assertThat(ClockRule.clock(Long.MAX_VALUE, NOW)).isEqualTo(NOW);
        assertThat(ClockRule.clock(NO_TIMESTAMP, NOW)).isEqualTo(NOW);
        assertThat(ClockRule.clock(Long.MIN_VALUE, NOW)).isEqualTo(NOW);
        assertThat(ClockRule.clock(0, NOW)).isEqualTo(0);
    }

    @Test
    void boundsBeyondTheEndOfTimeAreNoBounds() {
        ClockRule any = new ClockRule(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(any.allows(Long.MAX_VALUE, NOW)).isTrue();
        assertThat(any.leadsTo(Long.MAX_VALUE, NOW)).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalArgumentException().isThrownBy(() -> new ClockRule(-1, 0));
    }
}
