package io.backflow.jobs.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * What was a period ago comes again: {@code x(t+h) = x(t+h-kP)} with the smallest {@code k} for which that row is known
 * at {@code t}. In the first period of an episode, nothing changes.
 *
 * <p>A period that is not given is found: of the lags at which the mean squared difference of two rows is less than at
 * the lags beside it, and less by a fifth than at some shorter one, that with the least; a longer one only where it is
 * less by a twentieth. The difference is in units of each column's deviation.
 */
final class Seasonal implements Baseline {

    private final int ahead;
    private final int width;
    private final @Nullable LagDifferences differences;
    private int period;

    private Seasonal(int ahead, int width, int period, @Nullable LagDifferences differences) {
        this.ahead = ahead;
        this.width = width;
        this.period = period;
        this.differences = differences;
    }

    /** With a period that is known. */
    static Seasonal of(int ahead, int width, int period) {
        return new Seasonal(ahead, width, period, null);
    }

    /** With the period that {@code differences} show. */
    static Seasonal found(int ahead, int width, LagDifferences differences) {
        return new Seasonal(ahead, width, 0, differences);
    }

    @Override
    public String name() {
        return "seasonal (" + period + ")";
    }

    /** The period, in rows; 0: there is none. */
    int period() {
        return period;
    }

    @Override
    public boolean fit() {
        if (differences != null) {
            period = differences.period();
        }
        return period > 0;
    }

    @Override
    public void forecast(History history, double[] into) {
        int back = period * ((ahead + period - 1) / period);
        for (int c = 0; c < width; c++) {
            into[c] = history.at(history.has(back) ? back : ahead, c);
        }
    }
}
