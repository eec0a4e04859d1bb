package io.backflow.dashboard.view;

import org.jspecify.annotations.Nullable;

/**
 * Points of the curves, for a reader who has those before.
 *
 * @param seen what the reader has seen with these
 * @param from the index of the first one; the reader drops what stands from there on
 * @param columns the points
 */
public record Curves(Seen seen, int from, Columns columns) {

    /** One number for each point; NaN where there is none. */
    public static final class Columns {

        /** Seconds since 1970. */
        public final double[] time;

        public final double[] loss;
        public final double[] baseline;

        /** Steps a second. */
        public final double[] rate;

        public final double[] staleness;
        public final double[] version;

        /** Steps that were written and not yet taken. */
        public final double[] lag;

        /** Steps since the run began. */
        public final double[] steps;

        Columns(int points) {
            time = new double[points];
            loss = new double[points];
            baseline = new double[points];
            rate = new double[points];
            staleness = new double[points];
            version = new double[points];
            lag = new double[points];
            steps = new double[points];
        }

        void set(int at, Sample sample, @Nullable Sample before) {
            Losses losses = before == null ? Losses.NONE : sample.lossesSince(before);
            time[at] = sample.time() / 1000.0;
            loss[at] = losses.loss();
            baseline[at] = losses.baseline();
            rate[at] = before == null ? Double.NaN : sample.rateSince(before);
            staleness[at] = sample.report().staleness();
            version[at] = sample.report().version();
            lag[at] = sample.lag();
            steps[at] = sample.report().totals().steps();
        }
    }
}
