package io.backflow.jobs.format;

import io.backflow.jobs.config.TimeField;
import io.backflow.jobs.config.TimeField.Unit;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import org.jspecify.annotations.Nullable;

/** A record's event time in milliseconds since the epoch. */
final class TimeRule {

    private final String what;
    private final int slot;
    private final @Nullable Unit unit;
    private final @Nullable DateTimeFormatter pattern;
    private final ZoneId zone;

    /**
     * @param what it is the time of, for messages
     * @param slot where it is; {@link PathNode#NONE}: it is Kafka's timestamp
     */
    TimeRule(String what, TimeField config, int slot) {
        this.what = what;
        this.slot = slot;
        unit = config.unit();
        ZoneId named = ZoneId.of(config.zone()).normalized();
        zone = named.equals(ZoneOffset.UTC) ? ZoneOffset.UTC : named;
        pattern = config.pattern() == null ? null : TimeField.formatter(config.pattern());
    }

    long millis(Fields fields, Incoming record) throws RecordException {
        if (slot == PathNode.NONE) {
            if (record.timestamp() < 0) {
                throw RecordException.field("the record has no timestamp in Kafka, which is its " + what);
            }
            return record.timestamp();
        }
        try {
            return switch (fields.kind(slot)) {
                case ABSENT -> throw fields.missing(slot, what);
                case WHOLE -> whole(fields.rawWhole(slot), unit == null ? Unit.MS : unit);
                case TIME -> whole(fields.rawWhole(slot), fields.unit(slot));
                case DECIMAL -> decimal(fields, fields.rawDecimal(slot));
                case BOOLEAN -> throw fields.refusal(slot, "a time");
                case TEXT, UNTYPED -> text(fields);
            };
        } catch (ArithmeticException e) {
            throw fields.refusal(slot, "a time in the years 1 to 9999; is stream.fields.time.unit right?");
        }
    }

    private static long whole(long value, Unit unit) {
        return switch (unit) {
            case S -> Math.multiplyExact(value, 1000L);
            case MS -> value;
            case US -> Math.floorDiv(value, 1000L);
            case NS -> Math.floorDiv(value, 1_000_000L);
        };
    }

    private long decimal(Fields fields, double value) throws RecordException {
        double millis =
                switch (unit == null ? Unit.MS : unit) {
                    case S -> value * 1000;
                    case MS -> value;
                    case US -> value / 1000;
                    case NS -> value / 1_000_000;
                };
        if (!(Math.abs(millis) < 1e15)) {
            throw fields.refusal(slot, "a time in the years 1 to 9999; is stream.fields.time.unit right?");
        }
        return Math.round(millis);
    }

    private long text(Fields fields) throws RecordException {
        String text = fields.rawText(slot);
        try {
            if (pattern != null) {
                return patterned(text, pattern);
            }
            if (unit != null || fields.kind(slot) == Fields.Kind.UNTYPED && isNumber(text)) {
                return number(fields, text, unit == null ? Unit.MS : unit);
            }
            return IsoTime.millis(text, zone);
        } catch (DateTimeException e) {
            throw fields.refusal(
                    slot,
                    pattern == null
                            ? "a time of ISO 8601 such as 2026-11-28T19:00:00Z; or set stream.fields.time.pattern"
                            : "a time of the pattern in stream.fields.time.pattern");
        }
    }

    private long number(Fields fields, String text, Unit of) throws RecordException {
        try {
            return whole(Long.parseLong(text), of);
        } catch (NumberFormatException e) {
            return decimal(fields, fields.number(slot, true));
        }
    }

    /** Whether there is neither a date nor a time in {@code text}. */
    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean sign = i == 0 && (character == '-' || character == '+');
            if (!sign && character != '.' && (character < '0' || character > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private long patterned(String text, DateTimeFormatter formatter) {
        TemporalAccessor parsed = formatter.parse(text);
        ZoneId own = parsed.query(TemporalQueries.zone());
        LocalDate date = LocalDate.from(parsed);
        var time = parsed.query(TemporalQueries.localTime());
        var local = time == null ? date.atStartOfDay() : date.atTime(time);
        return local.atZone(own == null ? zone : own).toInstant().toEpochMilli();
    }
}
