package io.backflow.lab.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The project's folder, built.
 *
 * @param path where {@code README.md} lies
 */
public record ProjectHome(Path path) {

    private static final String SCRIPT = "deploy/process";

    /**
     * The folder that the property {@code backflow.home} names, or else the nearest above the working directory.
     *
     * @throws IllegalStateException where there is none, or it was not built
     */
    public static ProjectHome find() {
        String named = System.getProperty("backflow.home");
        Path folder = named == null ? above(Path.of("").toAbsolutePath()) : Path.of(named);
        ProjectHome home = new ProjectHome(folder);
        home.require(home.jobJar());
        home.require(folder.resolve("deploy/target/flink/lib"));
        return home;
    }

    private static Path above(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(SCRIPT))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "no " + SCRIPT + " in " + start + " or above; start it from the project's folder");
    }

    private void require(Path part) {
        if (!Files.exists(part)) {
            throw new IllegalStateException("there is no " + part + "; run deploy/cluster assemble first");
        }
    }

    /** What {@code flink run} takes. */
    public Path jobJar() {
        return path.resolve("jobs/flink/target/backflow-jobs.jar");
    }

    /** The script that becomes one process. */
    Path script() {
        return path.resolve(SCRIPT);
    }

    /** What every cluster on one machine is configured with. */
    Path flinkConfiguration() {
        return path.resolve("deploy/flink/config.yaml");
    }
}
