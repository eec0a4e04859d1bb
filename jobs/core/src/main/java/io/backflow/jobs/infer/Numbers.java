package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** Numbers, also where they stand in a text. */
final class Numbers {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

    private Numbers() {}

    static boolean isNumber(String text) {
        return text.length() < 64 && NUMBER.matcher(text.strip()).matches();
    }

    /** Whether {@code value} is a number, or a text that is one. */
    static boolean isNumber(JsonNode value) {
        return value.isNumber() || value.isTextual() && isNumber(value.textValue());
    }

    /** The number that {@code value} is; NaN where it is none. */
    static double of(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return isNumber(value) ? Double.parseDouble(value.textValue().strip()) : Double.NaN;
    }
}
