package io.backflow.jobs.replay;

import io.backflow.jobs.config.TimeField;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An event time as it is written in a file, moved by some time, and written in the same way. */
final class ShiftedTime {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");

    private final TimeField config;
    private final @Nullable DateTimeFormatter pattern;

    ShiftedTime(TimeField config) {
        this.config = config;
        pattern = config.pattern() == null
                ? null
                : TimeField.formatter(config.pattern()).withZone(ZoneId.of(config.zone()));
    }

    /**
     * {@code text} moved.
     *
     * @param millis what it says, since the epoch
     * @param shift milliseconds
     */
    String of(String text, long millis, long shift) {
        if (shift == 0) {
            return text;
        }
        Instant moved = Instant.ofEpochMilli(millis + shift);
        if (pattern != null) {
            return pattern.format(moved);
        }
        if (NUMBER.matcher(text).matches()) {
            return new BigDecimal(text).add(inUnit(shift)).toPlainString();
        }
        return moved.toString();
    }

    private BigDecimal inUnit(long shift) {
        BigDecimal millis = BigDecimal.valueOf(shift);
        TimeField.Unit unit = config.unit() == null ? TimeField.Unit.MS : config.unit();
        return switch (unit) {
            case S -> millis.movePointLeft(3).stripTrailingZeros();
            case MS -> millis;
            case US -> millis.movePointRight(3);
            case NS -> millis.movePointRight(6);
        };
    }
}
