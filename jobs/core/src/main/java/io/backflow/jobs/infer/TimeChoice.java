package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the event time of a record is, and how it is written.
 *
 * @param path of it
 * @param yaml as the value of {@code stream.fields.time}
 * @param millis of a record, since the epoch; {@link Long#MIN_VALUE} where it has none
 * @param named whether its name says that it is a time
 */
record TimeChoice(String path, String yaml, ToLongFunction<Document> millis, boolean named) {

    private static final Pattern NAME =
            Pattern.compile(".*(time|date|timestamp|datum|zeit).*|ts|t|at|when|.*(at|on|ts|epoch|millis|ms)");

    /** What a number may count, with the milliseconds of one. */
    private enum Unit {
        S(1000),
        MS(1),
        US(1e-3),
        NS(1e-6);

        /** From 1980 to 2100. */
        private static final double EARLIEST = 315_532_800_000.0;

        private static final double LATEST = 4_102_444_800_000.0;

        private final double millis;

        Unit(double millis) {
            this.millis = millis;
        }

        boolean fits(double least, double most) {
            return least * millis >= EARLIEST && most * millis <= LATEST;
        }
    }

    /** How texts are written, tried in this order; a day of more than 12 shows which number is the month. */
    private static final List<String> PATTERNS = List.of(
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd HH:mm:ss.SSS",
            "yyyy-MM-dd HH:mm:ss.SSSSSS",
            "yyyy-MM-dd HH:mm",
            "yyyy/MM/dd HH:mm:ss",
            "yyyy/MM/dd HH:mm",
            "dd.MM.yyyy HH:mm:ss",
            "dd.MM.yyyy HH:mm",
            "dd/MM/yyyy HH:mm:ss",
            "MM/dd/yyyy HH:mm:ss",
            "dd/MM/yyyy HH:mm",
            "MM/dd/yyyy HH:mm");

    /** Kafka's timestamp of the record. */
    static TimeChoice ofKafka() {
        return new TimeChoice(
                "$timestamp", "$timestamp", document -> document.record().timestamp(), false);
    }

    /** The event time at {@code field}, if its values may be times. */
    static Optional<TimeChoice> of(FieldStatistics field) {
        boolean named = NAME.matcher(field.name()).matches();
        if (field.isNumber()) {
            return Stream.of(Unit.values())
                    .filter(unit -> unit.fits(field.least(), field.most()))
                    .findFirst()
                    .map(unit -> number(field, unit, named));
        }
        if (!field.isText() || field.texts.size() < field.distinct()) {
            return Optional.empty();
        }
        if (field.texts.stream().allMatch(text -> iso(text) != Long.MIN_VALUE)) {
            String path = field.path;
            return Optional.of(new TimeChoice(path, Scalars.text(path), text(path, TimeChoice::iso), named));
        }
        return PATTERNS.stream()
                .filter(pattern -> field.texts.stream().allMatch(text -> of(pattern, text) != Long.MIN_VALUE))
                .findFirst()
                .map(pattern -> new TimeChoice(
                        field.path,
                        "{path: " + Scalars.text(field.path) + ", pattern: " + Scalars.quoted(pattern) + "}",
                        text(field.path, text -> of(pattern, text)),
                        named));
    }

    private static TimeChoice number(FieldStatistics field, Unit unit, boolean named) {
        ToLongFunction<Document> millis = document -> {
            JsonNode value = document.parts().get(field.path);
            double number = value == null ? Double.NaN : Numbers.of(value);
            return Double.isNaN(number) ? Long.MIN_VALUE : (long) (number * unit.millis);
        };
        String yaml =
                "{path: " + Scalars.text(field.path) + ", unit: " + unit.name().toLowerCase(Locale.ROOT) + "}";
        return new TimeChoice(field.path, yaml, millis, named);
    }

    private static ToLongFunction<Document> text(String path, ToLongFunction<String> parse) {
        return document -> {
            JsonNode value = document.parts().get(path);
            return value == null || !value.isTextual() ? Long.MIN_VALUE : parse.applyAsLong(value.textValue());
        };
    }

    private static long iso(String text) {
        return parsed(DateTimeFormatter.ISO_DATE_TIME, text);
    }

    private static long of(String pattern, String text) {
        return parsed(DateTimeFormatter.ofPattern(pattern, Locale.ROOT), text);
    }

    private static long parsed(DateTimeFormatter formatter, String text) {
        try {
            TemporalAccessor time = formatter.parse(text);
            if (time.isSupported(ChronoField.INSTANT_SECONDS)) {
                return time.getLong(ChronoField.INSTANT_SECONDS) * 1000 + time.get(ChronoField.MILLI_OF_SECOND);
            }
            LocalDate day = time.query(TemporalQueries.localDate());
            return LocalDateTime.of(day, time.query(TemporalQueries.localTime()))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
        } catch (DateTimeException e) {
            return Long.MIN_VALUE;
        }
    }
}
