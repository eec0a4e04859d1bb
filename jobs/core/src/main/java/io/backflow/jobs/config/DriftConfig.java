package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;
import java.util.List;

/**
 * How a rise of the run's loss is found, and what follows.
 *
 * @param delta about the probability of a false alarm at each comparison
 * @param every updates whose mean loss is compared
 * @param groups prefixes of the IDs of sequences whose loss is watched on its own too
 * @param reaction to an alarm
 */
public record DriftConfig(
        @Key(
                meaning = "how sure an alarm has to be: about the probability that a loss that stays as it is makes one"
                        + " at each comparison",
                preset = "0.002")
        double delta,

        @Key(
                meaning = "number of updates whose mean loss is one number of the comparison; where the loss has a"
                        + " daily cycle, the updates of a day",
                preset = "1")
        int every,

        @Key(
                meaning = "groups of sequences whose loss is watched on its own too, 64 at most: what the IDs of each"
                        + " group's sequences begin with; where several fit, the longest decides",
                preset = "[]")
        List<String> groups,

        @Key(meaning = "what is done at an alarm, besides reporting it", preset = "{type: none}")
        Reaction reaction) {

    /** Each costs some 300 numbers of state, and 16 bytes of each contribution. */
    private static final int MOST_GROUPS = 64;

    public DriftConfig {
        groups = List.copyOf(groups);
        checkGroups(groups);
        Check.positive("drift.every", every);
        if (!(delta > 0 && delta < 1)) {
            throw new ConfigException("drift.delta is " + delta + "; it must be above 0 and below 1, such as 0.002");
        }
    }

    private static void checkGroups(List<String> groups) {
        if (groups.size() > MOST_GROUPS) {
            throw new ConfigException("drift.groups has " + groups.size() + " prefixes; at most " + MOST_GROUPS
                    + " groups are watched, name shorter prefixes");
        }
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).isEmpty()) {
                throw new ConfigException("drift.groups[" + i + "] is empty, and so would be all sequences, whose loss"
                        + " is watched anyway; remove it");
            }
            if (groups.indexOf(groups.get(i)) < i) {
                throw new ConfigException(
                        "drift.groups[" + i + "] is " + groups.get(i) + ", which is there already; remove it");
            }
        }
    }

    /** What is done at an alarm. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = None.class, name = "none"),
        @JsonSubTypes.Type(value = RaiseRate.class, name = "raise_rate"),
        @JsonSubTypes.Type(value = ResetOptimizer.class, name = "reset_optimizer"),
        @JsonSubTypes.Type(value = ForgetReplay.class, name = "forget_replay")
    })
    public sealed interface Reaction {}

    /** Nothing. */
    public record None() implements Reaction {}

    /**
     * Learns at a multiple of the scheduled rate.
     *
     * @param factor of the rate
     * @param steps updates for which it holds
     */
    public record RaiseRate(
            @Key(meaning = "what the scheduled learning rate is multiplied by", preset = "3.0")
            double factor,

            @Key(
                    meaning = "number of updates that learn at this rate; with `sync.send: gradient` the one that"
                            + " makes the alarm included",
                    preset = "500")
            int steps)
            implements Reaction {

        public RaiseRate {
            Check.positive("drift.reaction.factor", factor);
            Check.positive("drift.reaction.steps", steps);
        }
    }

    /** Sets the optimizer's slots back to what they are before the first update. */
    public record ResetOptimizer() implements Reaction {}

    /**
     * Empties what is kept to be replayed: of all sequences at an alarm of the run, of the group's at one of a group.
     */
    public record ForgetReplay() implements Reaction {}

    /** Refuses a reaction that would do nothing. */
    void check(SyncConfig sync, ServerConfig server, BatchConfig batch, OptimizerConfig optimizer) {
        if (reaction instanceof ForgetReplay && batch.replay() == null) {
            throw refusal("and without batch.replay no window is kept; set batch.replay, or drift.reaction: none");
        }
        if (reaction instanceof ResetOptimizer && optimizer.rule().slotsPerParameter() == 0) {
            throw refusal("but optimizer.rule has no slots; choose a rule that has, such as adam, or drift.reaction:"
                    + " none");
        }
        if (workersReact(sync) && server.feedback() == ServerConfig.Feedback.TOPIC) {
            throw refusal("and with server.feedback: topic the workers, which have to do it, do not get alarms; set"
                    + " server.feedback: colocated, or drift.reaction: none");
        }
    }

    /** Whether workers do what the reaction says; else the server does. */
    private boolean workersReact(SyncConfig sync) {
        boolean optimizes = sync.send() == SyncConfig.Send.DELTA && !(reaction instanceof None);
        return reaction instanceof ForgetReplay || optimizes;
    }

    private ConfigException refusal(String why) {
        String type = reaction instanceof RaiseRate
                ? "raise_rate"
                : reaction instanceof ResetOptimizer ? "reset_optimizer" : "forget_replay";
        return new ConfigException("drift.reaction.type is " + type + ", " + why);
    }
}
