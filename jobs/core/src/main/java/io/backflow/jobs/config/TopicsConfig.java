package io.backflow.jobs.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of the topics; no two may be the same. */
public record TopicsConfig(
        @Key(meaning = "what is learnt from", preset = "timesteps")
        String timesteps,

        @Key(meaning = "what the model said of each step before it learnt from it", preset = "predictions")
        String predictions,

        @Key(meaning = "the published model; compacted, one partition", preset = "parameters")
        String parameters,

        @Key(meaning = "how training goes", preset = "progress")
        String progress,

        @Key(meaning = "records that could not be taken", preset = "dead-letters")
        String deadLetters,

        @Key(meaning = "commands to the running job", preset = "control")
        String control) {

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    public TopicsConfig {
        Map<String, String> keys = new LinkedHashMap<>();
        check(keys, "timesteps", timesteps);
        check(keys, "predictions", predictions);
        check(keys, "parameters", parameters);
        check(keys, "progress", progress);
        check(keys, "dead_letters", deadLetters);
        check(keys, "control", control);
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
