package io.backflow.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A savepoint that some build has made, with all it takes to go on from it: the job, its timesteps, and what is saved
 * of the model.
 *
 * @param folder where they lie
 */
record KeptSavepoint(Path folder) {

    static final Path ALL = Path.of("src", "test", "resources", "savepoints");

    /** So many workers made it. */
    static final int WORKERS = 2;

    private static final String NAME = "kept";
    private static final String JOB = "job.yaml";
    private static final String TIMESTEPS = "timesteps.csv";
    private static final String SAVED = "saved.json";
    private static final String SAVEPOINT = "savepoint";

    /**
     * What is saved of the model.
     *
     * @param layouts the layouts in which state is written, see {@link StateLayouts}
     * @param session the server's session
     * @param version the model's version
     * @param steps on how many steps it was trained
     * @param stepsHash the sum of their hashes
     * @param values the flat parameter vector
     */
    record Saved(Map<String, Integer> layouts, long session, long version, long steps, long stepsHash, float[] values) {

        /** What this build saves of {@code version}. */
        static Saved of(ModelVersion version) throws IOException {
            return new Saved(
                    StateLayouts.now(),
                    version.session(),
                    version.version(),
                    version.totals().steps(),
                    version.totals().stepsHash(),
                    version.values());
        }
    }

    /** Those of all builds. */
    static List<KeptSavepoint> all() throws IOException {
        try (Stream<Path> files = Files.walk(ALL)) {
            return files.filter(file -> file.endsWith(JOB))
                    .map(Path::getParent)
                    .sorted()
                    .map(KeptSavepoint::new)
                    .toList();
        }
    }

    /** Keeps what Flink has written into {@code savepoint}. */
    static void keep(Path folder, SavepointRecipe recipe, Path savepoint, Saved saved) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(SAVEPOINT));
        try (Stream<Path> files = Files.list(savepoint)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        Files.writeString(folder.resolve(JOB), recipe.job());
        StreamFile.write(recipe.timesteps(), folder.resolve(TIMESTEPS));
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve(SAVED).toFile(), saved);
    }

    /** The topics' names are in the savepoint: it takes a fresh broker to make this scene. */
    static JobScene scene(String job, EmbeddedBroker broker, int workers, Path checkpoints) {
        return scene(job, NAME, broker, workers, checkpoints);
    }

    private static JobScene scene(String job, String name, EmbeddedBroker broker, int workers, Path checkpoints) {
        return JobScene.of(broker, config(job, name, broker.bootstrapServers(), workers, checkpoints));
    }

    private static JobConfig config(String job, String name, String servers, int workers, Path checkpoints) {
        return JobConfig.parse(job.replace("$NAME", name)
                .replace("$WORKERS", Integer.toString(workers))
                .replace("$SERVERS", servers)
                .replace("$CHECKPOINTS", checkpoints.toUri().toString()));
    }

    /** The job, about to go on from the savepoint with {@code workers} on a fresh broker. */
    JobScene resuming(EmbeddedBroker broker, int workers, Path checkpoints) throws IOException {
        return resuming(broker, workers, checkpoints, UnaryOperator.identity());
    }

    /** The same under another configuration, which {@code change} makes of the job's. */
    JobScene resuming(EmbeddedBroker broker, int workers, Path checkpoints, UnaryOperator<String> change)
            throws IOException {
        return scene(change.apply(job()), broker, workers, checkpoints)
                .resuming(folder.resolve(SAVEPOINT).toUri().toString());
    }

    /** The job under another name, about to begin. */
    JobScene undisturbed(EmbeddedBroker broker, Path checkpoints) throws IOException {
        return scene(job(), "undisturbed", broker, WORKERS, checkpoints);
    }

    /** Whether the job ends with the same parameters, however many workers there are and whatever happens to them. */
    boolean reproducible() throws IOException {
        return config(job(), NAME, "localhost:9092", 1, folder).sync() instanceof SyncConfig.Synchronous rounds
                && rounds.reproducible();
    }

    /** The job and its timesteps as text: what decides how a run ends that is not stopped. */
    String run() throws IOException {
        return job() + Files.readString(folder.resolve(TIMESTEPS));
    }

    private String job() throws IOException {
        return Files.readString(folder.resolve(JOB));
    }

    /** All timesteps: those from before the savepoint, then those after it. */
    TestStream timesteps() throws IOException {
        return StreamFile.read(folder.resolve(TIMESTEPS));
    }

    /** The partition of a step, by a hash that no library's next version changes. */
    static int partition(Step step) {
        return Math.floorMod(step.sequenceId().hashCode(), JobScene.PARTITIONS);
    }

    /** Whether the build that made it hashed event times: until sequence layout 2, only IDs and numbers. */
    boolean hashesEventTimes() throws IOException {
        return saved().layouts().get("sequence") > 2;
    }

    Saved saved() throws IOException {
        return new ObjectMapper().readValue(folder.resolve(SAVED).toFile(), Saved.class);
    }

    @Override
    public String toString() {
        return ALL.relativize(folder).toString();
    }
}
