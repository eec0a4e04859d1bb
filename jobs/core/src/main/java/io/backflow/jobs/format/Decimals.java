package io.backflow.jobs.format;

import java.nio.charset.StandardCharsets;

/**
 * Decimal numbers in text. A number of at most 15 digits and a small exponent is exact as one product or quotient of
 * two doubles (Clinger, "How to read floating point numbers accurately", 1990); others go to the JDK.
 */
final class Decimals {

    private static final int LONGEST = 100;
    private static final int EXACT_DIGITS = 15;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Decimals() {}

    /** The number in {@code text}; throws {@link NumberFormatException} where there is none. */
    static double parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /** The number in {@code length} bytes of ASCII; throws {@link NumberFormatException} where there is none. */
    static double parse(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        boolean negative = at < end && bytes[at] == '-';
        if (negative || at < end && bytes[at] == '+') {
            at++;
        }
        long digits = 0;
        int count = 0;
        int fraction = 0;
        boolean point = false;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = 10 * digits + digit;
                fraction += point ? 1 : 0;
                if (++count > EXACT_DIGITS) {
                    return slow(bytes, from, length);
                }
            } else if (bytes[at] == '.' && !point) {
                point = true;
            } else {
                return slow(bytes, from, length);
            }
        }
        if (count == 0) {
            return slow(bytes, from, length);
        }
        double value = digits / POWERS[fraction];
        return negative ? -value : value;
    }

    private static double slow(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            throw new NumberFormatException();
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        for (int i = 0; i < length && i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                throw new NumberFormatException();
            }
        }
        return Double.parseDouble(text);
    }
}
