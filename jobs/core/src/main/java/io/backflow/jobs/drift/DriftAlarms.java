package io.backflow.jobs.drift;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * How often the loss of a run, and those of its groups, have risen for good.
 *
 * @param count alarms of the run's loss since the run began
 * @param version of the parameters at the last of them
 * @param before mean loss before it
 * @param after mean loss after it
 * @param groups those that had an alarm, in the order in which the configuration names them
 */
public record DriftAlarms(long count, long version, double before, double after, GroupAlarms[] groups) {

    private static final GroupAlarms[] NO_GROUPS = {};

    /** No alarm yet. */
    public static final DriftAlarms NONE = new DriftAlarms(0, 0, 0, 0);

    /** Of a run without groups. */
    public DriftAlarms(long count, long version, double before, double after) {
        this(count, version, before, after, NO_GROUPS);
    }

    /** Whether neither the run's loss nor a group's has made an alarm. */
    public boolean none() {
        return count == 0 && groups.length == 0;
    }

    /**
     * Such as {@code , 2 drift alarms (loss 0.2000 to 0.6000 at version 40), 1 drift alarm of group north/ (loss
     * 0.2000 to 0.6000 at version 38)}; empty where there was no alarm.
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (count > 0) {
            text.append(text(count, "", before, after, version));
        }
        for (GroupAlarms group : groups) {
            text.append(
                    text(group.count(), " of group " + group.group(), group.before(), group.after(), group.version()));
        }
        return text.toString();
    }

    private static String text(long count, String of, double before, double after, long version) {
        return String.format(
                Locale.ROOT,
                ", %d drift alarm%s%s (loss %.4f to %.4f at version %d)",
                count,
                count == 1 ? "" : "s",
                of,
                before,
                after,
                version);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DriftAlarms that
                && count == that.count
                && version == that.version
                && Double.compare(before, that.before) == 0
                && Double.compare(after, that.after) == 0
                && Arrays.equals(groups, that.groups);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(count, version, before, after) + Arrays.hashCode(groups);
    }

    @Override
    public String toString() {
        return "DriftAlarms[" + text() + "]";
    }
}
