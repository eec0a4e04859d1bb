package io.backflow.jobs.drift;

import java.util.Locale;

/**
 * How often the loss of a run has risen for good.
 *
 * @param count alarms since the run began
 * @param version of the parameters at the last alarm
 * @param before mean loss before it
 * @param after mean loss after it
 */
public record DriftAlarms(long count, long version, double before, double after) {

    /** No alarm yet. */
    public static final DriftAlarms NONE = new DriftAlarms(0, 0, 0, 0);

    /** Such as {@code , 2 drift alarms (loss 0.2000 to 0.6000 at version 40)}; empty where there was no alarm. */
    public String text() {
        return count == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", %d drift alarm%s (loss %.4f to %.4f at version %d)",
                        count,
                        count == 1 ? "" : "s",
                        before,
                        after,
                        version);
    }
}
