package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.util.regex.Pattern;

/**
 * Name, run and size of the job.
 *
 * @param name name of the Flink job
 * @param run identity of the training run, kept through restarts and savepoints
 * @param parallelism workers
 * @param seed seeds the fresh parameters
 */
public record RunConfig(
        @Key(meaning = "name of the Flink job", preset = "backflow")
        String name,

        @Key(
                meaning = "name of the training run, written into every published model; keep it through restarts",
                preset = "default")
        String run,

        @Key(meaning = "number of workers (Flink's parallelism)", preset = "1")
        int parallelism,

        @Key(meaning = "seed from which fresh parameters are drawn", preset = "1")
        long seed) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    public RunConfig {
        checkName("job.name", name);
        checkName("job.run", run);
        Check.positive("job.parallelism", parallelism);
        if (parallelism > 32768) {
            throw new ConfigException(
                    "job.parallelism is " + parallelism + "; Flink allows at most 32768, choose fewer workers");
        }
    }

    private static void checkName(String key, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new ConfigException(
                    key + " is \"" + value + "\"; use 1 to 128 letters, digits, dots, underscores or dashes");
        }
    }
}
