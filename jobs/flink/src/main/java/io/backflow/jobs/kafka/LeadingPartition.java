package io.backflow.jobs.kafka;

/**
 * The partition whose steps were furthest ahead of the clocks lately: in the present minute or in the one before.
 * Written by one thread and read by others for metrics, which may see the lead of one partition beside the number of
 * another for a moment.
 */
final class LeadingPartition {

    /** There was no step lately. */
    static final int NONE = -1;

    private static final long MINUTE = 60_000;

    private Peak present = new Peak();
    private Peak before = new Peak();

    /** A step of {@code partition} was {@code lead} milliseconds ahead; below 0, behind. */
    void note(int partition, long lead, long now) {
        long minute = Math.floorDiv(now, MINUTE);
        if (minute != present.minute) {
            Peak reused = before;
            before = present;
            present = reused;
            present.begin(minute);
        }
        if (present.partition == NONE || lead > present.lead) {
            present.lead = lead;
            present.partition = partition;
        }
    }

    /** The number of the partition, or {@link #NONE}. */
    int partition(long now) {
        return peak(now).partition;
    }

    /** By how many milliseconds it is ahead; below 0 where all are behind, 0 where there was no step. */
    long lead(long now) {
        return peak(now).lead;
    }

    private Peak peak(long now) {
        long minute = Math.floorDiv(now, MINUTE);
        Peak newer = present.within(minute);
        Peak older = before.within(minute);
        return newer.partition == NONE || older.partition != NONE && older.lead > newer.lead ? older : newer;
    }

    private static final class Peak {

        private static final Peak NOTHING = new Peak();

        private long minute = Long.MIN_VALUE;
        private long lead;
        private int partition = NONE;

        private void begin(long now) {
            minute = now;
            lead = 0;
            partition = NONE;
        }

        private Peak within(long now) {
            return minute == now || minute == now - 1 ? this : NOTHING;
        }
    }
}
