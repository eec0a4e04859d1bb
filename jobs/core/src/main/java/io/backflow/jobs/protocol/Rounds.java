package io.backflow.jobs.protocol;

/**
 * Event time cut into rounds of equal length, counted from the epoch.
 *
 * @param millis length of a round
 */
public record Rounds(long millis) {

    /** No round has ended. */
    public static final long NONE = Long.MIN_VALUE;

    /** All rounds have ended, and so has the input. */
    public static final long ALL = Long.MAX_VALUE;

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
     * The last round of this length that ends no later than round {@code closed} of {@code former}. A round of which
     * only a part is over is open again. {@link #NONE} and {@link #ALL} are not converted.
     */
    public long convert(long closed, Rounds former) {
        boolean counted = closed != NONE && closed != ALL && millis != former.millis;
        return counted ? endedBy((closed + 1) * former.millis - 1) : closed;
    }

    /** The last round that is over once the watermark is {@code watermark}, or {@link #NONE}, or {@link #ALL}. */
    public long endedBy(long watermark) {
        if (watermark == Long.MAX_VALUE) {
            return ALL;
        }
        return watermark == Long.MIN_VALUE ? NONE : Math.floorDiv(watermark + 1, millis) - 1;
    }
}
