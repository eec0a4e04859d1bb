package io.backflow.jobs.replay;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.evaluate.HoldOut;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a stream is held out.
 *
 * @param share above 0 and below 1
 * @param by what is cut
 */
public record HoldOutShare(double share, By by) {

    /** What is cut into a part to learn from and a part to judge by. */
    public enum By {
        /** The time from the first step to the last: its last part. */
        TIME,
        /** The sequences: some of them, whole. */
        SEQUENCE
    }

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d+)?)%|(0?\\.\\d+)");

    public HoldOutShare {
        if (!(share > 0 && share < 1)) {
            throw new ConfigException("--hold-out is " + share + "; give a share such as 15%");
        }
    }

    /** The share that {@code text} is, such as {@code 15%} or {@code 0.15}. */
    public static HoldOutShare parse(String text, By by) {
        Matcher share = PERCENT.matcher(text);
        if (!share.matches()) {
            throw new ConfigException("--hold-out is " + text + "; give a share such as 15%");
        }
        return new HoldOutShare(
                share.group(1) != null ? Double.parseDouble(share.group(1)) / 100 : Double.parseDouble(share.group(2)),
                by);
    }

    /** The rule for steps from {@code first} to {@code last}, event times in milliseconds since the epoch. */
    public HoldOut rule(long first, long last) {
        return by == By.TIME ? HoldOut.last(share, first, last) : HoldOut.sequences(share);
    }
}
