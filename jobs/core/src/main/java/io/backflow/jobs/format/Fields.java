package io.backflow.jobs.format;

import io.backflow.jobs.config.TimeField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mapped parts of one record, a slot each; used again for the next record. A text stays bytes of the record until
 * it is asked for.
 */
final class Fields {

    /** What stands in a slot. */
    enum Kind {
        ABSENT,
        WHOLE,
        DECIMAL,
        BOOLEAN,
        /** A whole number that counts time in a unit that the record's schema declares. */
        TIME,
        TEXT,
        /** A text in a format that has nothing else. */
        UNTYPED
    }

    private final String[] paths;
    private final Kind[] kinds;
    private final long[] wholes;
    private final double[] decimals;
    private final @Nullable String[] texts;
    private final TimeField.Unit[] units;
    private byte[] bytes = {};

    /** @param paths of the slots, for messages */
    Fields(List<String> paths) {
        int slots = paths.size();
        this.paths = paths.toArray(String[]::new);
        kinds = new Kind[slots];
        wholes = new long[slots];
        decimals = new double[slots];
        texts = new String[slots];
        units = new TimeField.Unit[slots];
        clear(bytes);
    }

    /** Empties all slots. {@code record} is what ranges of bytes refer to. */
    void clear(byte[] record) {
        Arrays.fill(kinds, Kind.ABSENT);
        bytes = record;
    }

    /** From now on ranges of bytes refer to {@code other}; what was set before stays what it is. */
    void refer(byte[] other) {
        for (int slot = 0; slot < kinds.length; slot++) {
            if (kinds[slot] == Kind.TEXT || kinds[slot] == Kind.UNTYPED) {
                texts[slot] = rawText(slot);
            }
        }
        bytes = other;
    }

    void whole(int slot, long value) throws RecordException {
        set(slot, Kind.WHOLE);
        wholes[slot] = value;
    }

    void decimal(int slot, double value) throws RecordException {
        set(slot, Kind.DECIMAL);
        decimals[slot] = value;
    }

    void truth(int slot, boolean value) throws RecordException {
        set(slot, Kind.BOOLEAN);
        wholes[slot] = value ? 1 : 0;
    }

    void time(int slot, long value, TimeField.Unit unit) throws RecordException {
        set(slot, Kind.TIME);
        wholes[slot] = value;
        units[slot] = unit;
    }

    void text(int slot, String value) throws RecordException {
        set(slot, Kind.TEXT);
        texts[slot] = value;
    }

    /** The text of {@code length} bytes of UTF-8 from {@code from} on. */
    void text(int slot, int from, int length) throws RecordException {
        set(slot, Kind.TEXT);
        range(slot, from, length);
    }

    void untyped(int slot, String value) throws RecordException {
        set(slot, Kind.UNTYPED);
        texts[slot] = value;
    }

    void untyped(int slot, int from, int length) throws RecordException {
        set(slot, Kind.UNTYPED);
        range(slot, from, length);
    }

    private void set(int slot, Kind kind) throws RecordException {
        if (kinds[slot] != Kind.ABSENT) {
            throw RecordException.malformed(paths[slot] + " stands in the record twice");
        }
        kinds[slot] = kind;
    }

    private void range(int slot, int from, int length) {
        texts[slot] = null;
        wholes[slot] = (long) from << 32 | length;
    }

    Kind kind(int slot) {
        return kinds[slot];
    }

    boolean isAbsent(int slot) {
        return kinds[slot] == Kind.ABSENT;
    }

    /** The whole number, time, or truth (0 or 1) in a slot of such a kind. */
    long rawWhole(int slot) {
        return wholes[slot];
    }

    double rawDecimal(int slot) {
        return decimals[slot];
    }

    TimeField.Unit unit(int slot) {
        return units[slot];
    }

    /** The text in a slot of such a kind. */
    String rawText(int slot) {
        String text = texts[slot];
        return text != null
                ? text
                : new String(bytes, (int) (wholes[slot] >>> 32), (int) wholes[slot], StandardCharsets.UTF_8);
    }

    /**
     * The number in a slot; NaN where it is absent, 1 and 0 for true and false.
     *
     * @param fromText whether it may stand in a text
     */
    double number(int slot, boolean fromText) throws RecordException {
        return switch (kinds[slot]) {
            case ABSENT -> Double.NaN;
            case WHOLE, BOOLEAN, TIME -> wholes[slot];
            case DECIMAL -> decimals[slot];
            case TEXT -> {
                if (!fromText) {
                    throw refusal(slot, "a number; set text: true where a number stands in a text");
                }
                yield parsed(slot);
            }
            case UNTYPED -> parsed(slot);
        };
    }

    private double parsed(int slot) throws RecordException {
        try {
            String text = texts[slot];
            return text == null
                    ? Decimals.parse(bytes, (int) (wholes[slot] >>> 32), (int) wholes[slot])
                    : Decimals.parse(text);
        } catch (NumberFormatException e) {
            String text = rawText(slot);
            if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
                return text.equalsIgnoreCase("true") ? 1 : 0;
            }
            throw refusal(slot, "a number");
        }
    }

    /** The whole number in a slot that is not absent; 1 and 0 for true and false. */
    long whole(int slot) throws RecordException {
        switch (kinds[slot]) {
            case WHOLE, BOOLEAN, TIME -> {
                return wholes[slot];
            }
            case TEXT, UNTYPED -> {
                try {
                    return Long.parseLong(rawText(slot));
                } catch (NumberFormatException e) {
                    return integral(slot, parsed(slot));
                }
            }
            default -> {
                return integral(slot, decimals[slot]);
            }
        }
    }

    private long integral(int slot, double value) throws RecordException {
        if (value != Math.rint(value) || Math.abs(value) >= 1L << 53) {
            throw refusal(slot, "a whole number");
        }
        return (long) value;
    }

    /** What names something: the text, or the whole number or truth as a text, in a slot that is not absent. */
    String name(int slot) throws RecordException {
        return switch (kinds[slot]) {
            case TEXT, UNTYPED -> rawText(slot);
            case WHOLE, TIME -> Long.toString(wholes[slot]);
            case BOOLEAN -> Boolean.toString(wholes[slot] != 0);
            default -> throw refusal(slot, "a text or a whole number");
        };
    }

    /** What is said of a record without the part in {@code slot}. */
    RecordException missing(int slot, String what) {
        return RecordException.field("the record has no " + paths[slot] + ", which is its " + what);
    }

    /** What is said of a part that is something else than {@code expected}. */
    RecordException refusal(int slot, String expected) {
        return RecordException.field(paths[slot] + " is " + shown(slot) + "; it must be " + expected);
    }

    private String shown(int slot) {
        return switch (kinds[slot]) {
            case ABSENT -> "absent";
            case WHOLE, TIME -> Long.toString(wholes[slot]);
            case BOOLEAN -> Boolean.toString(wholes[slot] != 0);
            case DECIMAL -> Double.toString(decimals[slot]);
            case TEXT, UNTYPED -> {
                String text = rawText(slot);
                yield "the text \"" + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + "\"";
            }
        };
    }
}
