package io.backflow.jobs.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Flink's own keys, completed with Backflow's defaults. */
final class FlinkSettings {

    static final String CHECKPOINT_INTERVAL = "execution.checkpointing.interval";
    /** What tasks send each other is large or rare, and steps travel in batches: nothing waits for a buffer to fill. */
    static final String BUFFER_TIMEOUT = "execution.buffer-timeout.interval";

    static final String GENERIC_TYPES = "pipeline.generic-types";

    private static final Pattern NO_INTERVAL = Pattern.compile("-.*|0+ *[a-z]*");

    private FlinkSettings() {}

    /** {@code given} with checkpoints on and no buffer timeouts, unless it sets them, and without Kryo. */
    static Map<String, String> complete(Map<String, String> given) {
        String generic = given.get(GENERIC_TYPES);
        if (generic != null && !generic.equals("false")) {
            throw new ConfigException("flink." + GENERIC_TYPES + " is " + generic
                    + ", but nothing here is serialised by Kryo; remove it");
        }
        if (given.containsKey("parallelism.default")) {
            throw new ConfigException("flink.parallelism.default is " + given.get("parallelism.default")
                    + ", but job.parallelism says it; remove it and set job.parallelism");
        }
        String interval = given.getOrDefault(CHECKPOINT_INTERVAL, "");
        if (NO_INTERVAL.matcher(interval).matches()) {
            throw new ConfigException("flink." + CHECKPOINT_INTERVAL + " is " + interval
                    + ", but without checkpoints a failure loses the model; set 10ms or more, such as 10s");
        }
        Map<String, String> complete = new TreeMap<>(given);
        complete.putIfAbsent(CHECKPOINT_INTERVAL, "10s");
        complete.putIfAbsent(BUFFER_TIMEOUT, "0ms");
        complete.put(GENERIC_TYPES, "false");
        return new MaskedMap(complete);
    }
}
