package io.backflow.jobs.replay;

import io.backflow.jobs.config.ConfigException;
import java.time.Duration;
import java.time.Instant;

/**
 * When the steps of an epoch happen. The last epoch has the times of the file; each epoch before it lies earlier by the
 * same whole number of days, so that each begins after the one before has ended, and nothing comes from the future.
 *
 * @param epochs how many there are, from 1
 * @param period milliseconds between two epochs
 */
record EpochRule(int epochs, long period) {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

    /**
     * The rule for steps from {@code first} to {@code last}, event times in milliseconds since the epoch.
     *
     * @param pause that is at least between the last step of an epoch and the first of the next
     */
    static EpochRule of(int epochs, long first, long last, Duration pause) {
        long period = epochs == 1 ? 0 : ((last - first + pause.toMillis()) / DAY + 1) * DAY;
        if (first - (epochs - 1) * (double) period < EARLIEST) {
            throw new ConfigException("--epochs is " + epochs + ", but the file spans " + (last - first) / DAY
                    + " days and the first epoch would lie before the year 1; give at most "
                    + (1 + (first - EARLIEST) / period));
        }
        return new EpochRule(epochs, period);
    }

    /** What is added to the event times of epoch {@code epoch}, counted from 1; milliseconds. */
    long shift(int epoch) {
        return (epoch - epochs) * period;
    }
}
