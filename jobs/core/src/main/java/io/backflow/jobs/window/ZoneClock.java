package io.backflow.jobs.window;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * The clocks of a time zone, summer time included. The hours when they change are computed once, up to the year 2100,
 * so that reading the clock allocates nothing; before 1970 and after 2100 it does. Immutable.
 */
final class ZoneClock {

    private static final long UNTIL = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    private final ZoneRules rules;

    /** When the clocks change, in milliseconds since the epoch, ascending. */
    private final long[] changes;

    /** Milliseconds ahead of UTC: before the first change, and after each. */
    private final long[] offsets;

    ZoneClock(ZoneId zone) {
        rules = zone.getRules();
        long[] at = new long[16];
        long[] ahead = new long[17];
        ahead[0] = offset(0);
        int n = 0;
        ZoneOffsetTransition next = rules.nextTransition(Instant.EPOCH);
        while (next != null && next.getInstant().toEpochMilli() < UNTIL) {
            if (n == at.length) {
                at = Arrays.copyOf(at, 2 * n);
                ahead = Arrays.copyOf(ahead, 2 * n + 1);
            }
            at[n++] = next.getInstant().toEpochMilli();
            ahead[n] = 1000L * next.getOffsetAfter().getTotalSeconds();
            next = rules.nextTransition(next.getInstant());
        }
        changes = Arrays.copyOf(at, n);
        offsets = Arrays.copyOf(ahead, n + 1);
    }

    private long offset(long time) {
        return 1000L * rules.getOffset(Instant.ofEpochMilli(time)).getTotalSeconds();
    }

    /** What the clocks show at {@code time}, both in milliseconds since 1 January 1970, 0:00. */
    long local(long time) {
        if (!rules.isFixedOffset() && (time < 0 || time >= UNTIL)) {
            return time + offset(time);
        }
        int at = Arrays.binarySearch(changes, time);
        return time + offsets[at < 0 ? -at - 1 : at + 1];
    }
}
