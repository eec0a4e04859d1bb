package io.backflow.jobs.protocol;

/**
 * Event time cut into rounds of equal length, counted from the epoch.
 *
 * @param millis length of a round
 */
public record Rounds(long millis) {

    /** No round has ended. */
    public static final long NONE = Long.MIN_VALUE;

    public Rounds {
        if (millis <= 0) {
            throw new IllegalArgumentException("sync.round is " + millis + " ms; it must be longer than 0");
        }
    }

    /** The round that holds event time {@code time}. */
    public long of(long time) {
        return Math.floorDiv(time, millis);
    }

    /**
     * The last round that was over when round {@code closed} of {@code former} was: a round that was over in part only
     * is open again. {@link #NONE} and the round after all others, {@link Long#MAX_VALUE}, stay what they are.
     */
    public long convert(long closed, Rounds former) {
        boolean counted = closed != NONE && closed != Long.MAX_VALUE && millis != former.millis;
        return counted ? endedBy((closed + 1) * former.millis - 1) : closed;
    }

    /** The last round that is over once the watermark is {@code watermark}, or {@link #NONE}. */
    public long endedBy(long watermark) {
        if (watermark == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return watermark == Long.MIN_VALUE ? NONE : Math.floorDiv(watermark + 1, millis) - 1;
    }
}
