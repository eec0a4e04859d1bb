package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.time.Duration;

/**
 * Steps that arrive early wait for those before them.
 *
 * @param maxSteps how many steps of one sequence wait at most; also bounds the state a gap may cost
 * @param maxWait how long they wait in event time
 * @param gap what becomes of the sequence's state where a step never came
 */
public record ReorderConfig(
        @Key(
                meaning = "maximum number of steps of one sequence that wait for a missing one; with"
                        + " `stream.order: time`, that wait for older ones, and of which repetitions are recognised"
                        + " later",
                preset = "64")
        int maxSteps,

        @Key(
                meaning = "how long they wait at most, in event time; of no effect with `stream.order: time`",
                preset = "10m")
        Duration maxWait,

        @Key(
                meaning = "what to do if the missing step does not come: `impute` by repeating the last input, `carry`"
                        + " the state on, or `reset` it to zero ([gaps](decisions/gaps.md)); of no effect with"
                        + " `stream.order: time`",
                preset = "impute")
        Gap gap) {

    /** What becomes of the state at a gap. */
    public enum Gap {
        /** The sequence starts anew. */
        RESET,
        /** The state is carried over the gap. */
        CARRY,
        /** The last features are repeated for each missing step, without a loss. */
        IMPUTE
    }

    public ReorderConfig {
        Check.positive("sequence.reorder.max_steps", maxSteps);
        DurationChecks.notNegative("sequence.reorder.max_wait", maxWait);
    }
}
