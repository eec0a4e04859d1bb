package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Values as they are written in YAML. */
final class Scalars {

    private static final Pattern PLAIN = Pattern.compile("[$A-Za-z_][A-Za-z0-9_.-]*");
    private static final Pattern WORD_OF_YAML = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n|nan|inf");

    private static final MathContext DIGITS = new MathContext(4);

    private Scalars() {}

    /** A text, in quotes where it needs them. */
    static String text(String text) {
        boolean plain =
                PLAIN.matcher(text).matches() && !WORD_OF_YAML.matcher(text).matches();
        return plain ? text : quoted(text);
    }

    /** A text in quotes. */
    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** {@code millis} in the largest unit of which it is a whole number. */
    static String duration(long millis) {
        Duration duration = Duration.ofMillis(millis);
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** {@code millis} rounded up to one digit of the unit that it is read in. */
    static long roundedUp(long millis) {
        for (long unit : new long[] {86_400_000, 3_600_000, 60_000, 1000}) {
            if (millis > unit) {
                return (millis + unit - 1) / unit * unit;
            }
        }
        return millis <= 0 ? 0 : Math.min(1000, (millis + 99) / 100 * 100);
    }

    /** A number as one would say it. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return Double.toString(new BigDecimal(value).round(DIGITS).doubleValue());
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
