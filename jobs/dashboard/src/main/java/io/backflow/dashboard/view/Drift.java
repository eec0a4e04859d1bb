package io.backflow.dashboard.view;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The loss of the last reports beside that of the reports before them. If the loss rises and the baseline's does not,
 * the model no longer fits the stream; if both rise, the stream has become harder to forecast.
 *
 * @param trend how the loss has changed
 * @param change of the median loss of a report, as a share of that before
 * @param baselineChange the same of the baseline; NaN where there is none
 * @param latelySeconds span of the last reports
 * @param beforeSeconds span of the reports before them
 */
public record Drift(Trend trend, double change, double baselineChange, double latelySeconds, double beforeSeconds) {

    /** How a loss has changed. */
    public enum Trend {
        /** Within what the scatter of the reports lets expect. */
        STEADY,
        FALLING,
        /** The baseline's rises too. */
        HARDER,
        /** The baseline's does not rise, or there is none. */
        WORSE
    }

    /** Fewer reports on either side say nothing. */
    private static final int FEWEST = 5;

    private static final long LATELY_MILLIS = 60_000;

    /** Standard errors of the statistic that scatter alone hardly reaches. */
    private static final double ERRORS = 3;

    private static final double SMALLEST_CHANGE = 0.05;

    /** The mean losses between two reports, up to {@code time}, in milliseconds since 1970. */
    record Interval(long time, Losses losses) {}

    /** Compares the last minute, or the last fifth of a shorter time, with what was before; null: too early. */
    static @Nullable Drift of(List<Interval> intervals) {
        if (intervals.size() < 2 * FEWEST) {
            return null;
        }
        long first = intervals.get(0).time();
        long last = intervals.get(intervals.size() - 1).time();
        long border = last - Math.min(LATELY_MILLIS, (last - first) / 5);
        List<Interval> before =
                intervals.stream().filter(one -> one.time() <= border).toList();
        List<Interval> lately = intervals.subList(before.size(), intervals.size());
        if (before.size() < FEWEST || lately.size() < FEWEST) {
            return null;
        }
        Change own = change(before, lately, Losses::loss);
        Change other = change(before, lately, Losses::baseline);
        return new Drift(
                trend(own, other), own.share(), other.share(), (last - border) / 1000.0, (border - first) / 1000.0);
    }

    private static Trend trend(Change own, Change other) {
        if (!own.clear()) {
            return Trend.STEADY;
        }
        if (own.share() < 0) {
            return Trend.FALLING;
        }
        return other.clear() && other.share() > 0 ? Trend.HARDER : Trend.WORSE;
    }

    private static Change change(List<Interval> before, List<Interval> lately, ToDoubleFunction<Losses> of) {
        double[] from = sorted(before, of);
        double[] to = sorted(lately, of);
        double share = (median(to) - median(from)) / Math.abs(median(from));
        return new Change(share, Math.abs(share) >= SMALLEST_CHANGE && Math.abs(errors(from, to)) >= ERRORS);
    }

    private record Change(double share, boolean clear) {}

    private static double[] sorted(List<Interval> intervals, ToDoubleFunction<Losses> of) {
        return intervals.stream().map(Interval::losses).mapToDouble(of).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * How many standard errors the statistic of Mann and Whitney is above what equal distributions lead to. It knows
     * the order of the values only: a first loss that is a hundred times the others weighs no more than any.
     */
    private static double errors(double[] from, double[] to) {
        double above = 0;
        for (double after : to) {
            for (double before : from) {
                above += after > before ? 1 : after == before ? 0.5 : 0;
            }
        }
        double pairs = (double) from.length * to.length;
        return (above - pairs / 2) / Math.sqrt(pairs * (from.length + to.length + 1) / 12);
    }
}
