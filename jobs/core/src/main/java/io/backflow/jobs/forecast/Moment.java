package io.backflow.jobs.forecast;

/**
 * A step of a sequence, and when it happens.
 *
 * @param step position in the sequence
 * @param eventTime milliseconds since the epoch; {@link #UNKNOWN} where it cannot be said beforehand
 */
public record Moment(long step, long eventTime) {

    /** No event time. */
    public static final long UNKNOWN = Long.MIN_VALUE;
}
