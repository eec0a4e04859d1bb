package io.backflow.jobs.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 10ms}, {@code 5s}, {@code 10m}, {@code 1h}, {@code 4d} or in ISO 8601. */
public final class Durations {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Durations() {}

    /**
     * The duration that {@code text} writes.
     *
     * @throws IllegalArgumentException where it is none, or too long to count in milliseconds
     */
    public static Duration parse(String text) {
        try {
            Matcher matcher = SHORT.matcher(text.strip());
            Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
            Duration duration =
                    unit == null ? Duration.parse(text.strip()) : unit.multipliedBy(Long.parseLong(matcher.group(1)));
            return Duration.ofMillis(duration.toMillis());
        } catch (DateTimeParseException | ArithmeticException e) {
            throw new IllegalArgumentException("no duration: " + text, e);
        }
    }

    static SimpleModule module() {
        return new SimpleModule("durations")
                .addDeserializer(Duration.class, new Reader())
                .addSerializer(Duration.class, new Writer());
    }

    private static final class Reader extends StdScalarDeserializer<Duration> {
        Reader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            try {
                return parse(text == null ? "" : text);
            } catch (IllegalArgumentException e) {
                return (Duration) context.handleWeirdStringValue(Duration.class, String.valueOf(text), "no duration");
            }
        }
    }

    private static final class Writer extends StdScalarSerializer<Duration> {
        Writer() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }
}
