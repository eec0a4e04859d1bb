package io.backflow.jobs.forecast;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * How many truths were inside the intervals of their forecasts.
 *
 * @param level the share that is to be inside; 0: the forecasts had no intervals
 * @param truths numbers that were compared with an interval
 * @param inside of them, those inside
 */
public record Coverage(double level, long truths, long inside) {

    /** Nothing compared. */
    public static final Coverage NONE = new Coverage(0, 0, 0);

    /** Both together; where {@code more} is of other intervals, {@code more} alone. */
    Coverage plus(Coverage more) {
        if (more.truths == 0) {
            return this;
        }
        return level == more.level ? new Coverage(level, truths + more.truths, inside + more.inside) : more;
    }

    /** What came after {@code earlier} counts of the same run. */
    Coverage minus(Coverage earlier) {
        return level == earlier.level ? new Coverage(level, truths - earlier.truths, inside - earlier.inside) : this;
    }

    /** The share of truths that were inside; NaN where none was compared. */
    public double share() {
        return truths == 0 ? Double.NaN : (double) inside / truths;
    }

    private String percent() {
        return BigDecimal.valueOf(level).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    /** Such as {@code 81.3 % inside the 80 % interval}; empty where nothing was compared. */
    public String text() {
        return truths == 0
                ? ""
                : String.format(Locale.ROOT, "%.1f %% inside the %s %% interval", 100 * share(), percent());
    }
}
