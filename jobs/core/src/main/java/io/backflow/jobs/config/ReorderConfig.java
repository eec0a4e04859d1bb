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
        @Key(meaning = "early steps of one sequence that wait at most", preset = "64")
        int maxSteps,

        @Key(meaning = "how long they wait for a missing one, in event time", preset = "10m")
        Duration maxWait,

        @Key(meaning = "what becomes of the state where a step never came", preset = "reset")
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
