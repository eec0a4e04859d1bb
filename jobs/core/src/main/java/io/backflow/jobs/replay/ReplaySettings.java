package io.backflow.jobs.replay;

import io.backflow.jobs.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * How files are replayed.
 *
 * @param epochs how often, from 1
 * @param speed how many times as fast as event time; 0: as fast as it goes
 * @param holdOut what is held out; null: nothing
 * @param elsewhere whether what is held out goes to a topic of its own; otherwise it is written with weight 0
 */
public record ReplaySettings(
        int epochs, double speed, @Nullable HoldOutShare holdOut, boolean elsewhere) {

    private static final int MOST_EPOCHS = 10_000;

    public ReplaySettings {
        if (epochs < 1 || epochs > MOST_EPOCHS) {
            throw new ConfigException("--epochs is " + epochs + "; choose from 1 to " + MOST_EPOCHS);
        }
        if (!(speed >= 0) || Double.isInfinite(speed)) {
            throw new ConfigException("--speed is " + speed
                    + "; give how many times as fast as event time, such as 60, or leave it out: as fast as it goes");
        }
        if (elsewhere && holdOut == null) {
            throw new ConfigException("--hold-out-topic is set, but --hold-out is not; say how much, such as"
                    + " --hold-out 15%, or leave the topic out");
        }
    }

    /** Whether each record says its weight: what is held out has weight 0. */
    boolean marksWeights() {
        return holdOut != null && !elsewhere;
    }

    /** Whether each record says whether its sequence ends: those of an epoch do, but for the last. */
    boolean marksEnds() {
        return epochs > 1;
    }
}
