package io.backflow.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands in a record: names with dots between them and indices in brackets, such as
 * {@code device.values[3]}; a name that contains such characters stands in brackets and quotes, {@code ['a.b']}.
 * {@code $key} is the record's key, {@code $timestamp} its timestamp in Kafka.
 *
 * @param text as it is written
 * @param parts a {@link String} for each name, an {@link Integer} for each index
 */
public record FieldPath(String text, List<Object> parts) {

    /** The record's key. */
    public static final String KEY = "$key";

    /** Kafka's timestamp of the record. */
    public static final String TIMESTAMP = "$timestamp";

    private static final Pattern PART = Pattern.compile("\\['([^']+)']|\\[(\\d{1,6})]|(?:^|(?<=.)\\.)([^.\\[\\]']+)");

    public FieldPath {
        parts = List.copyOf(parts);
    }

    /**
     * Parses {@code text}.
     *
     * @param name of the key that it is the value of, for the message of the {@link IllegalArgumentException} that is
     *     thrown where {@code text} is no path
     */
    public static FieldPath parse(String name, String text) {
        List<Object> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        int end = 0;
        while (part.find() && part.start() == end) {
            end = part.end();
            if (part.group(2) != null) {
                parts.add(Integer.valueOf(part.group(2)));
            } else {
                parts.add(part.group(1) != null ? part.group(1) : part.group(3));
            }
        }
        if (end != text.length() || parts.isEmpty()) {
            throw new IllegalArgumentException(name + " is \"" + text
                    + "\"; write names with dots between them and indices in brackets, such as device.values[3]");
        }
        return new FieldPath(text, parts);
    }

    /** Whether it leads into the record's key. */
    public boolean isOfKey() {
        return parts.get(0).equals(KEY);
    }

    /** Whether it is Kafka's timestamp. */
    public boolean isTimestamp() {
        return text.equals(TIMESTAMP);
    }
}
