package io.backflow.jobs.config;

import io.backflow.model.Check;
import io.backflow.model.kernel.BlasKernel;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Name, run and size of the job.
 *
 * @param name name of the Flink job
 * @param run identity of the training run, kept through restarts and savepoints
 * @param parallelism workers
 * @param seed seeds the fresh parameters
 * @param blasKernel what the job must multiply with in each process; null: whatever was chosen there
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
                meaning = "kernel that every worker must multiply matrices with, such as Haswell, so that machines"
                        + " of different kinds give the same bits; the environment variables"
                        + " `OPENBLAS_CORETYPE` and `BACKFLOW_BLAS` choose it; absent: any",
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
     * Throws {@link ConfigException} where another kernel is asked for, or none could be chosen.
     *
     * @param chosen the kernel that multiplies in this process; throws {@link IllegalStateException} if there is none
     */
    public void checkBlasKernel(Supplier<String> chosen) {
        String kernel;
        try {
            kernel = chosen.get();
        } catch (IllegalStateException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
        if (blasKernel != null && !blasKernel.equalsIgnoreCase(kernel)) {
            throw new ConfigException(
                    "job.blas_kernel is \"" + blasKernel + "\", but this process multiplies matrices with the kernel "
                            + kernel + "; start each process of the cluster, or ./backflow, with "
                            + environment(blasKernel)
                            + " in its environment, on a processor that can run that kernel");
        }
    }

    /** What chooses {@code kernel}. */
    private static String environment(String kernel) {
        return kernel.toUpperCase(Locale.ROOT).startsWith(BlasKernel.OF_BLIS)
                ? BlasKernel.LIBRARY + "=blis"
                : BlasKernel.VARIABLE + "=" + kernel;
    }

    private static void checkName(String key, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new ConfigException(
                    key + " is \"" + value + "\"; use 1 to 128 letters, digits, dots, underscores or dashes");
        }
    }
}
