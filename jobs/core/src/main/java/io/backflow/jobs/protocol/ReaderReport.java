package io.backflow.jobs.protocol;

import java.io.Serializable;

/**
 * How far one reader is.
 *
 * @param time the newest mark on its channels; {@link Rounds#NONE} before the first
 * @param standing whether more may come of its partitions
 */
public record ReaderReport(long time, Standing standing) implements Serializable {

    /** Whether a reader holds back event time. */
    public enum Standing {
        /** Its partitions deliver steps, or may at any time. */
        READING,
        /** No partition has delivered a step for {@code kafka.idle_timeout}, or it has none. */
        SILENT,
        /** It has read all. */
        ENDED
    }

    /** A reader that has just begun. */
    static final ReaderReport BEGINNING = new ReaderReport(Rounds.NONE, Standing.READING);
}
