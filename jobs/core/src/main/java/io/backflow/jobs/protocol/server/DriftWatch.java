package io.backflow.jobs.protocol.server;

import io.backflow.jobs.config.DriftConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.protocol.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches the prequential loss of a run and those of its groups, and reacts to alarms. The loss of an update is known
 * before its gradient is used. Not thread-safe.
 */
public final class DriftWatch {

    /** What the state of the run's own loss is saved under; no group has this name. */
    public static final String RUN = "";

    private final DriftConfig config;
    private final LossWatch run;
    private final List<LossWatch> groups = new ArrayList<>();
    private boolean alarmed;

    public DriftWatch(DriftConfig config) {
        this.config = config;
        run = new LossWatch(config);
        config.groups().forEach(group -> groups.add(new LossWatch(config)));
    }

    /**
     * Takes the losses of an update, and reacts in {@code state} to a rise. The update whose loss makes an alarm is the
     * first to which a reaction of the server's own optimizer applies.
     */
    void watch(ShardState state, Losses losses, ShardUpdate update) {
        alarmed = observe(run, losses.sum(), losses.weight(), state, update);
        for (int group = 0; group < groups.size() && losses.groups() > 0; group++) {
            alarmed |= observe(groups.get(group), losses.sum(group), losses.weight(group), state, update);
        }
        if (alarmed && config.reaction() instanceof DriftConfig.ResetOptimizer) {
            Arrays.fill(state.slots, update.rule().initialSlotValue());
            state.slotsFreshAt = state.updates;
        }
        state.rateFactor = rateFactor(update.updates(state));
    }

    private boolean observe(LossWatch watch, double loss, double weight, ShardState state, ShardUpdate update) {
        if (!watch.observe(loss, weight, state.version)) {
            return false;
        }
        if (config.reaction() instanceof DriftConfig.RaiseRate raise) {
            watch.raiseUntil(update.updates(state) + raise.steps());
        }
        if (!(config.reaction() instanceof DriftConfig.None)) {
            watch.reactFrom(state.version + 1);
        }
        return true;
    }

    private double rateFactor(long update) {
        return update < raisedUntil() && config.reaction() instanceof DriftConfig.RaiseRate raise ? raise.factor() : 1;
    }

    private long raisedUntil() {
        long until = run.raisedUntil();
        for (LossWatch group : groups) {
            until = Math.max(until, group.raisedUntil());
        }
        return until;
    }

    /** What workers have to know of the reactions. */
    DriftReaction reaction() {
        long[] since = new long[1 + groups.size()];
        since[0] = run.reactsSince();
        for (int group = 0; group < groups.size(); group++) {
            since[1 + group] = groups.get(group).reactsSince();
        }
        return new DriftReaction(since, raisedUntil());
    }

    /** The workers' slots that the shard keeps were last made fresh by the reaction of this version. */
    void slotsSince(long version) {
        run.slotsSince(version);
    }

    /** The version whose reaction last made the workers' slots fresh that the shard keeps. */
    long slotsSince() {
        return run.slotsSince();
    }

    /** Whether the losses that were taken last have made an alarm. */
    public boolean alarmed() {
        return alarmed;
    }

    /** Alarms since the run began. */
    public DriftAlarms alarms() {
        List<GroupAlarms> risen = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            LossWatch watch = groups.get(group);
            if (watch.count() > 0) {
                risen.add(new GroupAlarms(
                        config.groups().get(group), watch.count(), watch.version(), watch.before(), watch.after()));
            }
        }
        return new DriftAlarms(
                run.count(), run.version(), run.before(), run.after(), risen.toArray(GroupAlarms[]::new));
    }

    /** How often the loss of the group at {@code index} has risen. */
    public long alarms(int index) {
        return groups.get(index).count();
    }

    /** The groups' names. */
    public List<String> groups() {
        return config.groups();
    }

    /** All that a restart needs, as numbers, by group. */
    public Map<String, double[]> save() {
        Map<String, double[]> saved = new LinkedHashMap<>();
        saved.put(RUN, run.save());
        for (int group = 0; group < groups.size(); group++) {
            saved.put(config.groups().get(group), groups.get(group).save());
        }
        return saved;
    }

    /**
     * Goes on from what {@link #save} gave; a group that was not watched begins with nothing.
     *
     * @throws IllegalArgumentException where a later build wrote it
     */
    public void resume(Map<String, double[]> saved) {
        resume(run, saved.get(RUN));
        for (int group = 0; group < groups.size(); group++) {
            resume(groups.get(group), saved.get(config.groups().get(group)));
        }
    }

    private static void resume(LossWatch watch, double @Nullable [] saved) {
        if (saved != null) {
            watch.resume(saved);
        }
    }
}
