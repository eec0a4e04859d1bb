package io.backflow.lab.experiment.page;

import io.backflow.jobs.publish.ProgressReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The throughput of a run in windows of time, one after another, by its own reports: from the first report of a window
 * to its last.
 */
final class Windows {

    private final List<Double> rates = new ArrayList<>();
    private @Nullable ProgressReport first;
    private @Nullable ProgressReport last;

    /** Takes the next report. */
    void add(ProgressReport report) {
        first = first == null ? report : first;
        last = report;
    }

    /** Begins a window with the next report; what was reported before is of none. */
    void begin() {
        first = null;
        last = null;
    }

    /** Ends the window; throws {@link IllegalStateException} where the run has reported nothing in it. */
    void end() {
        if (first == null || last == null || last.time() <= first.time()) {
            throw new IllegalStateException("the run has reported no progress within a window: it has trained all"
                    + " steps, or it is too slow; give more --steps or longer --seconds");
        }
        long steps = last.totals().steps() - first.totals().steps();
        rates.add(steps * 1000.0 / (last.time() - first.time()));
    }

    /** Steps a second of each window. */
    List<Double> rates() {
        return List.copyOf(rates);
    }

    /** What every second window, beginning with the second, is of the mean of its neighbours. */
    static List<Double> ratios(List<Double> rates) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 1; i + 1 < rates.size(); i += 2) {
            ratios.add(2 * rates.get(i) / (rates.get(i - 1) + rates.get(i + 1)));
        }
        return ratios;
    }
}
