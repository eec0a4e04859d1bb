package io.backflow.lab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What jobs are compared with: programs with libtorch, each run in a process of its own. Their libraries are never
 * among those of the product.
 *
 * @param bench where the launcher has built them
 */
public record LibtorchPrograms(Path bench) {

    /** Lets libtorch use one core. */
    public static final Map<String, String> ONE_CORE = Map.of("OMP_NUM_THREADS", "1", "MKL_NUM_THREADS", "1");

    /** Those that were built below the project's folder {@code home}; null where they were not. */
    public static @Nullable LibtorchPrograms in(@Nullable Path home) {
        if (home == null) {
            return null;
        }
        Path bench = home.resolve("jobs/lab/target/bench");
        return Files.isDirectory(bench.resolve("classes")) ? new LibtorchPrograms(bench) : null;
    }

    /** Starts {@code main} with {@code variables} added to the environment. */
    public ForkedJvm start(Map<String, String> variables, String main, String... arguments) {
        return ForkedJvm.start(
                variables,
                List.of("-Xmx2g", "-Dai.djl.offline=true", "-DDJL_CACHE_DIR=" + bench.resolve("cache")),
                bench.resolve("classes") + ":" + bench.resolve("lib") + "/*",
                main,
                arguments);
    }
}
