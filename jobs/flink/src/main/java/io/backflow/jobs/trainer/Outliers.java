package io.backflow.jobs.trainer;

import io.backflow.jobs.sequence.Step;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what one sequence was kept from doing to the others, and to itself, and names the sequence: in a sentence of
 * the log the first time, the second, the fourth and so on.
 */
final class Outliers {

    private static final Logger LOG = LoggerFactory.getLogger(Outliers.class);

    private final Count refused =
            new Count("was left out of the gradient of its minibatch, which it would have spoilt");
    private final Count restrained =
            new Count("counted less than the others of its minibatch, whose gradients it exceeds");
    private final Count resets = new Count("left a recurrent state that overflows; it starts from zero");

    /** How often one thing happened, and to which sequence last. */
    private static final class Count {
        private final String what;
        private long times;
        private String last = "";

        Count(String what) {
            this.what = what;
        }

        void add(List<Step> window) {
            times++;
            last = window.isEmpty() ? last : window.get(0).sequenceId();
            if (Long.bitCount(times) == 1) {
                LOG.warn("a window of sequence {} {}; {} such windows so far", last, what, times);
            }
        }
    }

    /** Takes note of how often a window counted: 1, less, or not at all. */
    void counted(List<Step> window, float factor) {
        if (factor == 0) {
            refused.add(window);
        } else if (factor < 1) {
            restrained.add(window);
        }
    }

    /** Takes note of a recurrent state that was dropped. */
    void reset(List<Step> window) {
        resets.add(window);
    }

    /** Windows that were left out of a gradient. */
    long refused() {
        return refused.times;
    }

    /** Windows that counted less than once. */
    long restrained() {
        return restrained.times;
    }

    /** Recurrent states that were dropped because they had overflowed. */
    long resets() {
        return resets.times;
    }

    /** The sequence of which a window was left out last; empty where there was none. */
    String lastRefused() {
        return refused.last;
    }
}
