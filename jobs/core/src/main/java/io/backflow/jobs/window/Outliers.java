package io.backflow.jobs.window;

import io.backflow.jobs.sequence.Step;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counts the windows that counted less than the others in a gradient, and the recurrent states that were dropped. A
 * sentence names the sequence at the first, the second, the fourth such case and so on.
 */
public final class Outliers {

    private final Count refused = new Count("windows left out of their minibatch's gradient, which they would distort");
    private final Count restrained = new Count("windows that counted less than once, as their gradient is too large");
    private final Count resets = new Count("recurrent states that overflowed, and start again from zero");
    private Consumer<String> report = sentence -> {};

    /** How often one thing happened. */
    private static final class Count {

        private final String what;
        private long times;

        Count(String what) {
            this.what = what;
        }
    }

    /** Sets who gets the sentences. */
    public void report(Consumer<String> report) {
        this.report = report;
    }

    /** Notes how often a window counted: 1, less, or not at all. */
    void counted(List<Step> window, float factor) {
        if (factor == 0) {
            add(refused, window);
        } else if (factor < 1) {
            add(restrained, window);
        }
    }

    /** Notes that the recurrent state after {@code window} was dropped. */
    void reset(List<Step> window) {
        add(resets, window);
    }

    private void add(Count count, List<Step> window) {
        if (window.isEmpty()) {
            return;
        }
        count.times++;
        if (Long.bitCount(count.times) == 1) {
            Step first = window.get(0);
            report.accept("sequence " + first.sequenceId() + ", from step " + first.step() + " on: " + count.times + " "
                    + count.what + " (docs/decisions/outliers.md)");
        }
    }

    /** Windows that were left out of a gradient. */
    public long refused() {
        return refused.times;
    }

    /** Windows that counted less than once. */
    public long restrained() {
        return restrained.times;
    }

    /** Recurrent states that were dropped because they had overflowed. */
    public long resets() {
        return resets.times;
    }
}
