package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;

/**
 * How a rise of the run's loss is found, and what follows.
 *
 * @param delta about the probability of a false alarm at each comparison
 * @param every updates whose mean loss is compared
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
                meaning = "what the server does at an alarm, besides reporting it; other than `none` only with"
                        + " `sync.send: gradient`",
                preset = "{type: none}")
        Reaction reaction) {

    public DriftConfig {
        Check.positive("drift.every", every);
        if (!(delta > 0 && delta < 1)) {
            throw new ConfigException("drift.delta is " + delta + "; it must be above 0 and below 1, such as 0.002");
        }
    }

    /** What the server does at an alarm. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = None.class, name = "none"),
        @JsonSubTypes.Type(value = RaiseRate.class, name = "raise_rate"),
        @JsonSubTypes.Type(value = ResetOptimizer.class, name = "reset_optimizer")
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
                    meaning = "number of updates that learn at this rate, the one that makes the alarm included",
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

    /** Refuses a reaction where the optimizer does not run on the server. */
    void check(SyncConfig sync) {
        if (sync.send() == SyncConfig.Send.DELTA && !(reaction instanceof None)) {
            String type = reaction instanceof RaiseRate ? "raise_rate" : "reset_optimizer";
            throw new ConfigException("drift.reaction.type is " + type + ", but with sync.send: delta the workers run"
                    + " the optimizer; set sync.send: gradient, or drift.reaction: none");
        }
    }
}
