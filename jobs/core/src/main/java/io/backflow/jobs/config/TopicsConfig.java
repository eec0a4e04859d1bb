package io.backflow.jobs.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of the topics; no two may be the same. */
public record TopicsConfig(
        @Key(meaning = "timesteps that the job trains on", preset = "timesteps")
        String timesteps,

        @Key(meaning = "the prediction of each step, made before the step was trained", preset = "predictions")
        String predictions,

        @Key(meaning = "the published model; compacted, exactly one partition", preset = "parameters")
        String parameters,

        @Key(meaning = "training totals and losses over time", preset = "progress")
        String progress,

        @Key(meaning = "rejected and late records, with the reason", preset = "dead-letters")
        String deadLetters,

        @Key(meaning = "commands to running jobs ([control.md](control.md)); it need not exist", preset = "control")
        String control,

        @Key(
                meaning = "labels that come later, with `target.type: delayed` ([labels.md](labels.md)); absent: they"
                        + " come in `kafka.topics.timesteps`",
                optional = true)
        @Nullable
        String labels) {

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** Without a topic for labels. */
    public TopicsConfig(
            String timesteps,
            String predictions,
            String parameters,
            String progress,
            String deadLetters,
            String control) {
        this(timesteps, predictions, parameters, progress, deadLetters, control, null);
    }

    public TopicsConfig {
        Map<String, String> keys = new LinkedHashMap<>();
        check(keys, "timesteps", timesteps);
        check(keys, "predictions", predictions);
        check(keys, "parameters", parameters);
        check(keys, "progress", progress);
        check(keys, "dead_letters", deadLetters);
        check(keys, "control", control);
        if (labels != null) {
            check(keys, "labels", labels);
        }
    }

    /** The same, where {@code topic} takes the place of the timesteps, and there are no labels. */
    TopicsConfig reading(String topic) {
        return new TopicsConfig(topic, predictions, parameters, progress, deadLetters, control, null);
    }

    /** The same with another topic {@code parameters}. */
    public TopicsConfig withParameters(String other) {
        return new TopicsConfig(timesteps, predictions, other, progress, deadLetters, control, labels);
    }

    private static void check(Map<String, String> keys, String key, String topic) {
        String path = "kafka.topics." + key;
        if (!LEGAL.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new ConfigException(path + " is \"" + topic
                    + "\", which Kafka does not allow; use 1 to 249 letters, digits, dots, underscores or dashes");
        }
        String other = keys.putIfAbsent(topic, path);
        if (other != null) {
            throw new ConfigException(path + " is " + topic + ", and so is " + other + "; give each its own topic");
        }
    }
}
