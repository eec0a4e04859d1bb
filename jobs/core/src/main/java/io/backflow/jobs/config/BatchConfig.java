package io.backflow.jobs.config;

import io.backflow.model.Check;
import io.backflow.model.ModelSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ready windows of many sequences are trained together.
 *
 * @param size windows at most
 * @param linger how long a ready window waits for others at most
 * @param replay past windows that are trained once more beside new ones; null: none
 */
public record BatchConfig(
        @Key(meaning = "maximum number of windows in a minibatch", preset = "32")
        int size,

        @Key(
                meaning = "how long a ready window waits at most until its minibatch is full; asynchronous mode"
                        + " only",
                preset = "50ms")
        Duration linger,

        @Key(
                meaning = "past windows that are trained once more beside new ones ([learning.md](learning.md));"
                        + " truncated horizon only; absent: none",
                optional = true)
        @Nullable
        ReplayConfig replay) {

    public BatchConfig {
        Check.positive("batch.size", size);
        DurationChecks.notNegative("batch.linger", linger);
    }

    /** Refuses a model or a horizon whose windows cannot be trained together as set. */
    void check(ModelSpec model, HorizonConfig horizon) {
        if (replay != null) {
            replay.check(model, horizon);
        }
    }

    /** Past windows beside each new one at most. */
    public int replayed() {
        return replay == null ? 0 : replay.windows();
    }
}
