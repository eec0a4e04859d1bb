package io.backflow.jobs.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The event time of a record.
 *
 * @param path where it is
 * @param unit what a number counts; null: milliseconds, and a text is ISO 8601
 * @param pattern how a text is written; null: as ISO 8601 says
 * @param zone where a text names none
 */
@Shorthand("path")
public record TimeField(
        @Key(meaning = "path of the event time; `$timestamp`: Kafka's timestamp of the record")
        String path,

        @Key(
                meaning =
                        "what a number counts since 1970: `s`, `ms`, `us` or `ns`; absent: `ms`, or what an Avro schema"
                                + " declares, and a text is read as ISO 8601",
                optional = true)
        @Nullable
        Unit unit,

        @Key(
                meaning = "how a text is written, in the letters of Java's `DateTimeFormatter`, such as"
                        + " `dd.MM.yyyy HH:mm:ss`; absent: ISO 8601",
                optional = true)
        @Nullable
        String pattern,

        @Key(meaning = "time zone of a text that names none, such as `Europe/Berlin`", preset = "UTC")
        String zone) {

    /** What a number counts since 1970-01-01T00:00Z. */
    public enum Unit {
        S,
        MS,
        US,
        NS
    }

    public TimeField {
        FieldPath.parse("path", path);
        if (unit != null && pattern != null) {
            throw new IllegalArgumentException("pattern is " + pattern + ", but unit is "
                    + unit.name().toLowerCase(Locale.ROOT) + ", which a text has not; remove one of the two");
        }
        if (pattern != null) {
            formatter(pattern);
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone is " + zone + "; it must be a time zone such as UTC, +02:00 or Europe/Berlin", e);
        }
    }

    /** The formatter of {@link #pattern}. */
    public static DateTimeFormatter formatter(String pattern) {
        try {
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "pattern is " + pattern + "; it must be a pattern of Java's"
                            + " DateTimeFormatter, such as dd.MM.yyyy HH:mm:ss (" + e.getMessage() + ")",
                    e);
        }
    }
}
