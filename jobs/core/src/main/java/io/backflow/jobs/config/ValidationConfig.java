package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How {@code backflow train} finds the best version, and when it stops early. A job on a cluster ignores it.
 *
 * @param topic of the steps that versions are compared on; null: versions are compared by the prequential loss
 * @param interval minimum time between two validations
 * @param patience validations in a row that are not better, after which the run is stopped; null: it never is
 * @param minDelta by how much a loss has to be below the best one to be better
 * @param maxSteps steps that are kept in memory at most
 */
public record ValidationConfig(
        @Key(
                meaning = "topic of the steps that versions are compared on (`val_loss`): all steps of a topic of its"
                        + " own, or the steps of weight 0 of `kafka.topics.timesteps`; it is read when the run starts;"
                        + " absent: versions are compared by the prequential loss since the last validation (`loss`)",
                optional = true)
        @Nullable
        String topic,

        @Key(
                meaning = "minimum time between two validations, each of the newest published version; the last"
                        + " version of a run is always validated",
                preset = "5s")
        Duration interval,

        @Key(
                meaning = "number of validations in a row without a better version after which `train` stops; absent:"
                        + " it does not stop early",
                optional = true)
        @Nullable
        Integer patience,

        @Key(meaning = "by how much a loss has to be below that of the best version to be better", preset = "0.0")
        double minDelta,

        @Key(
                meaning =
                        "maximum number of steps that are kept in memory for validation; a topic with more is refused",
                preset = "100000")
        int maxSteps) {

    public ValidationConfig {
        DurationChecks.notNegative("validation.interval", interval);
        if (patience != null) {
            Check.positive("validation.patience", patience.intValue());
        }
        Check.notNegative("validation.min_delta", minDelta);
        Check.positive("validation.max_steps", maxSteps);
        if (topic != null && topic.isBlank()) {
            throw new ConfigException(
                    "validation.topic is empty; name the topic of the steps that are held out, or" + " remove the key");
        }
    }

    /** What versions are compared by, in Keras' words. */
    public String monitor() {
        return topic == null ? "loss" : "val_loss";
    }
}
