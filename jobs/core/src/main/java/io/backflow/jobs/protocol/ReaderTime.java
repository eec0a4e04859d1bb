package io.backflow.jobs.protocol;

import io.backflow.jobs.protocol.ReaderReport.Standing;
import java.util.ArrayDeque;

/**
 * The event time that one of several readers marks on its channels to the workers. A reader that is silent goes on with
 * the time of the others, by marks of its own: no worker is ever to leave out a channel, and a step that comes after
 * the silence stands behind the same marks for all workers. So workers end rounds, and barriers reach them, as if no
 * reader were ever silent.
 *
 * <p>A reader that is further ahead of the merged time than it may be is to stop reading. The slowest never is.
 */
public final class ReaderTime {

    private final boolean follows;
    private final long mostAhead;

    /** Marks beyond the merged time, and what was read before each. */
    private final ArrayDeque<Mark> open = new ArrayDeque<>();

    private Standing standing = Standing.READING;
    private ReaderReport reported = ReaderReport.BEGINNING;
    private long marked = Rounds.NONE;
    private long merged = Rounds.NONE;
    private long read;
    private long settled;

    private record Mark(long time, long read) {}

    /**
     * @param follows whether a silent reader goes on with the time of the others
     * @param mostAhead how much may be read of rounds that other readers have not ended, in the unit of {@link #read}
     */
    public ReaderTime(boolean follows, long mostAhead) {
        this.follows = follows;
        this.mostAhead = mostAhead;
    }

    /** Whether a silent reader goes on with the time of the others; if not, the workers are to leave it out. */
    public boolean follows() {
        return follows;
    }

    /** So much more was sent to workers. */
    public void read(long size) {
        read += size;
    }

    /** Its partitions have reached {@code time}; whether it is to be marked. */
    public boolean reach(long time) {
        if (time == Long.MAX_VALUE) {
            standing = Standing.ENDED;
        }
        return mark(time);
    }

    /** Its partitions are silent, or are so no longer; whether the {@link #merged() merged time} is to be marked. */
    public boolean silent(boolean silent) {
        if (standing != Standing.ENDED) {
            standing = silent ? Standing.SILENT : Standing.READING;
        }
        return follow();
    }

    /** All readers have reached {@code time}, but for those that are silent; whether it is to be marked here too. */
    public boolean merged(long time) {
        merged = Math.max(merged, time);
        while (!open.isEmpty() && open.element().time() <= merged) {
            settled = open.remove().read();
        }
        return follow();
    }

    private boolean follow() {
        return follows && standing == Standing.SILENT && mark(merged);
    }

    /** How far all readers are, as this one knows. */
    public long merged() {
        return merged;
    }

    private boolean mark(long time) {
        if (time <= marked) {
            return false;
        }
        marked = time;
        if (time > merged) {
            open.add(new Mark(time, read));
        } else {
            settled = read;
        }
        return true;
    }

    /** Whether it is to read no more before the merged time has moved on. */
    public boolean isAhead() {
        return !open.isEmpty() && read - settled > mostAhead;
    }

    /** Whether the others are to know where it is, or it needs to know where they are. */
    public boolean mustReport() {
        return standing == Standing.SILENT || isAhead() || !report().equals(reported);
    }

    /** How far it is, to be sent. */
    public ReaderReport takeReport() {
        reported = report();
        return reported;
    }

    private ReaderReport report() {
        return new ReaderReport(marked, standing);
    }
}
