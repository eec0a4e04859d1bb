package io.backflow.jobs.protocol;

import io.backflow.jobs.protocol.ReaderReport.Standing;
import java.util.Arrays;

/**
 * The event time of all readers of a stream, merged in one place: that of the slowest that is not silent; that of the
 * fastest where all are silent. It never goes back, and readers that have ended do not count.
 *
 * <p>Nothing depends on how old the merged time is when a reader receives it: {@link ReaderTime} marks a reader's own
 * channels only, so that all workers receive its steps and its marks in one order.
 */
public final class MergedTime {

    private final ReaderReport[] readers;
    private long time = Rounds.NONE;

    public MergedTime(int readers) {
        this.readers = new ReaderReport[readers];
        Arrays.fill(this.readers, ReaderReport.BEGINNING);
    }

    /** Takes in how far {@code reader} is; returns the merged time, {@link Rounds#NONE} while there is none. */
    public long report(int reader, ReaderReport report) {
        readers[reader] = report;
        time = Math.max(time, merge());
        return time;
    }

    private long merge() {
        long slowest = Long.MAX_VALUE;
        long silent = Rounds.NONE;
        for (ReaderReport reader : readers) {
            if (reader.standing() == Standing.READING) {
                slowest = Math.min(slowest, reader.time());
            } else if (reader.standing() == Standing.SILENT) {
                silent = Math.max(silent, reader.time());
            }
        }
        return slowest == Long.MAX_VALUE ? silent : slowest;
    }
}
