package io.backflow.jobs.evaluate;

import io.backflow.jobs.evaluate.RunCurve.Sums;
import io.backflow.jobs.publish.ProgressReport;
import org.jspecify.annotations.Nullable;

/** The mean loss of a running job between two looks: of its forecasts on arrival, where there are any. */
public final class PrequentialLoss {

    private @Nullable Sums looked;
    private @Nullable Sums newest;

    /** Takes the next report. */
    public void add(ProgressReport report) {
        newest = RunCurve.sums(report);
        if (looked == null) {
            looked = newest;
        }
    }

    /**
     * The mean since the last look, or since the first report; NaN where nothing with a weight came, as after a restart
     * that took reports back.
     */
    public double take() {
        Sums now = newest;
        Sums before = looked;
        if (now == null || before == null) {
            return Double.NaN;
        }
        looked = now;
        Sums since = now.minus(before);
        return RunCurve.mean(since.loss(), since.weight());
    }
}
