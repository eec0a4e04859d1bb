package io.backflow.jobs.drift;

/**
 * What alarms have changed about how workers learn, as the server broadcasts it with its snapshots. Versions only grow
 * within a run: the version since which a worker keeps something says whether that was before an alarm.
 *
 * @param versions version of the first shard from which the last reaction to an alarm holds: to one of the run's loss
 *     at index 0, to one of a group's at 1 and the group's index; 0 or absent: there was none
 * @param raisedUntil updates of the run up to which the learning rate is raised
 */
public record DriftReaction(long[] versions, long raisedUntil) {

    private static final long[] NEVER = {};

    /** To no alarm. */
    public static final DriftReaction NONE = new DriftReaction(NEVER, 0);

    /** The version from which the last reaction holds, whichever loss rose. */
    public long since() {
        long newest = 0;
        for (long version : versions) {
            newest = Math.max(newest, version);
        }
        return newest;
    }

    /** The version from which the last reaction holds for sequences of {@code group}, or {@link DriftGroups#NONE}. */
    public long since(int group) {
        long whole = versions.length == 0 ? 0 : versions[0];
        return group + 1 < versions.length ? Math.max(whole, versions[group + 1]) : whole;
    }
}
