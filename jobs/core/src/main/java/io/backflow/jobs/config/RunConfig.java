package io.backflow.jobs.config;

import io.backflow.model.Check;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Name, run and size of the job.
 *
 * @param name name of the Flink job
 * @param run identity of the training run, kept through restarts and savepoints
 * @param parallelism workers
 * @param seed seeds the fresh parameters
 * @param blasKernel what OpenBLAS must have chosen wherever the job multiplies; null: whatever it chose
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
        long seed,

        @Key(
                meaning = "kernel of OpenBLAS that every worker must have, such as Haswell, so that machines of"
                        + " different kinds give the same bits; the environment variable `OPENBLAS_CORETYPE` chooses"
                        + " it;"
                        + " absent: any",
                optional = true)
        @Nullable
        String blasKernel) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    public RunConfig {
        checkName("job.name", name);
        checkName("job.run", run);
        if (blasKernel != null) {
            checkName("job.blas_kernel", blasKernel);
        }
        Check.positive("job.parallelism", parallelism);
        if (parallelism > 32768) {
            throw new ConfigException(
                    "job.parallelism is " + parallelism + "; Flink allows at most 32768, choose fewer workers");
        }
    }

    /**
     * Throws {@link ConfigException} where another kernel is asked for.
     *
     * @param chosen by OpenBLAS, in this process
     */
    public void checkBlasKernel(String chosen) {
        if (blasKernel != null && !blasKernel.equalsIgnoreCase(chosen)) {
            throw new ConfigException(
                    "job.blas_kernel is \"" + blasKernel + "\", but OpenBLAS chose the kernel " + chosen
                            + " in this process; start each process of the cluster, or ./backflow, with"
                            + " OPENBLAS_CORETYPE="
                            + blasKernel + " in its environment, on a processor that can run that kernel");
        }
    }

    private static void checkName(String key, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new ConfigException(
                    key + " is \"" + value + "\"; use 1 to 128 letters, digits, dots, underscores or dashes");
        }
    }
}
