package io.backflow.lab.forecast;

import java.time.Duration;
import java.time.Instant;

/**
 * The event time of a replay.
 *
 * @param start no step comes before the last step of the first whole round after this
 * @param step event time between two rows of a track
 * @param window steps in a window, and in a round
 */
public record ReplayClock(Instant start, Duration step, int window) {

    /** Event time of a round. */
    public Duration round() {
        return step.multipliedBy(window);
    }

    /** Number of the first round that a replay fills. */
    long firstRound() {
        return start.toEpochMilli() / round().toMillis() + 1;
    }

    /** Event time of step {@code t} of a track whose first window is complete in {@code round}; ms since 1970. */
    long eventTime(long round, int t) {
        return round * round().toMillis() + (t - 1) * step.toMillis();
    }
}
