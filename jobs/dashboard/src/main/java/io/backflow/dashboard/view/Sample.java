package io.backflow.dashboard.view;

import io.backflow.jobs.publish.ProgressReport;

/**
 * A report of a run, and what was known beside it.
 *
 * @param report as the job wrote it
 * @param lag steps that were written and not yet taken; NaN: not known
 */
record Sample(ProgressReport report, double lag) {

    long time() {
        return report.time();
    }

    /** Whether the job went back, to a checkpoint or to its beginning, between {@code before} and this. */
    boolean goneBackSince(Sample before) {
        return report.totals().steps() < before.report.totals().steps();
    }

    /** Steps a second from {@code before} to this. */
    double rateSince(Sample before) {
        double seconds = (time() - before.time()) / 1000.0;
        return seconds > 0 && !goneBackSince(before)
                ? (report.totals().steps() - before.report.totals().steps()) / seconds
                : Double.NaN;
    }

    /** Between {@code before} and this; none where the job went back. */
    Losses lossesSince(Sample before) {
        return Losses.between(before.report, report);
    }
}
