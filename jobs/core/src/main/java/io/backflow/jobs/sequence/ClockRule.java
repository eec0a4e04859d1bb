package io.backflow.jobs.sequence;

import java.io.Serializable;

/**
 * How far an event time may be ahead of the clocks. Event times come from many devices, of which any may have a wrong
 * clock. Two other clocks say what is plausible: the one that stamped the step's record (Kafka's timestamp) and the
 * reader's. A step is ahead of the earlier of the two; event times in the past, as in a replay, are behind it and never
 * concern this rule. All times are in milliseconds since the epoch.
 *
 * @param maxAheadMillis a step further ahead is not taken
 * @param maxLeadMillis a step further ahead moves the event time of the stream by no more than this beyond the clocks
 */
public record ClockRule(long maxAheadMillis, long maxLeadMillis) implements Serializable {

    public ClockRule {
        if (maxAheadMillis < 0 || maxLeadMillis < 0) {
            throw new IllegalArgumentException("steps may be ahead by " + maxAheadMillis + " ms and lead by "
                    + maxLeadMillis + " ms; neither may be negative");
        }
    }

    /**
     * The clock that counts: the earlier one.
     *
     * @param recordTime Kafka's timestamp; below 0 the record has none, and the reader's clock counts alone
     * @param now the reader's clock
     */
    public static long clock(long recordTime, long now) {
        return recordTime < 0 ? now : Math.min(recordTime, now);
    }

    /** Whether a step of event time {@code eventTime} may be taken when the clock that counts says {@code clock}. */
    public boolean allows(long eventTime, long clock) {
        return eventTime <= plus(clock, maxAheadMillis);
    }

    /** The event time to which such a step moves the stream, at most. */
    public long leadsTo(long eventTime, long clock) {
        return Math.min(eventTime, plus(clock, maxLeadMillis));
    }

    private static long plus(long clock, long millis) {
        return clock > Long.MAX_VALUE - millis ? Long.MAX_VALUE : clock + millis;
    }
}
