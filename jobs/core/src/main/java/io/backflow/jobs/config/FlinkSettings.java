package io.backflow.jobs.config;

import java.util.Map;
import java.util.TreeMap;

/** Flink's own keys, with the two that Backflow does not leave to chance. */
final class FlinkSettings {

    static final String CHECKPOINT_INTERVAL = "execution.checkpointing.interval";
    /** A round crosses four channels, and each would wait as long as this for a buffer to fill. */
    static final String BUFFER_TIMEOUT = "execution.buffer-timeout.interval";

    static final String GENERIC_TYPES = "pipeline.generic-types";

    private FlinkSettings() {}

    /** {@code given} with checkpoints on and short buffer timeouts, unless it says otherwise, and without Kryo. */
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
        Map<String, String> complete = new TreeMap<>(given);
        complete.putIfAbsent(CHECKPOINT_INTERVAL, "10s");
        complete.putIfAbsent(BUFFER_TIMEOUT, "1ms");
        complete.put(GENERIC_TYPES, "false");
        return new MaskedMap(complete);
    }
}
