package io.backflow.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.TimeField;
import io.backflow.jobs.config.TimeField.Unit;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShiftedTimeTest {

    private static final long DAY_EARLIER = -Duration.ofDays(1).toMillis();

    @Test
    void numbersKeepTheirUnitAndTheirDigits() {
        assertThat(moved(null, null, "1700000000000", 1_700_000_000_000L)).isEqualTo("1699913600000");
        assertThat(moved(Unit.S, null, "1700000000.125", 1_700_000_000_125L)).isEqualTo("1699913600.125");
        assertThat(moved(Unit.NS, null, "1700000000000000001", 1_700_000_000_000L))
                .isEqualTo("1699913600000000001");
    }

    @Test
    void textsAreWrittenByTheirPatternInTheirZone() {
        long noon = Instant.parse("2026-03-01T11:00:00Z").toEpochMilli();
        assertThat(moved(null, "dd.MM.yyyy HH:mm", "01.03.2026 12:00", noon)).isEqualTo("28.02.2026 12:00");
    }

    @Test
    void otherTextsBecomeIso8601() {
        long time = Instant.parse("2026-03-01T11:00:00Z").toEpochMilli();
        assertThat(moved(null, null, "2026-03-01T12:00:00+01:00", time)).isEqualTo("2026-02-28T11:00:00Z");
    }

    @Test
    void whatIsNotMovedStaysAsItIsWritten() {
        ShiftedTime time = new ShiftedTime(new TimeField("t", null, null, "UTC"));
        assertThat(time.of("2026-03-01T12:00+01:00", 0, 0)).isEqualTo("2026-03-01T12:00+01:00");
    }

    private static String moved(@Nullable Unit unit, @Nullable String pattern, String text, long millis) {
        return new ShiftedTime(new TimeField("t", unit, pattern, "Europe/Berlin")).of(text, millis, DAY_EARLIER);
    }
}
