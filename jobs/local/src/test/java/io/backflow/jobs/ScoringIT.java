package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scorer.FileModelFeed;
import io.backflow.model.Initialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A scoring job that is pinned to a version says the same whatever breaks. */
@Timeout(600)
class ScoringIT {

    private static final Duration PATIENCE = Patience.LONG;

    /** For each step of a sequence what was forecast after it, bit by bit; more than one where it was not the same. */
    private static final Map<String, Set<String>> SAID = new ConcurrentHashMap<>();

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @BeforeEach
    void forget() {
        SAID.clear();
    }

    @Test
    void aCrashAndAnotherParallelismChangeNoBitOfAForecast() throws Exception {
        TestStream feed = TestStream.waves(60, 120, 180, 5);
        JobScene scene = scene("pinned", 2);
        scene.send(feed);
        publish(scene);
        try (ScoringRun run = ScoringRun.start(scene, directory, new Said())) {
            run.job().await();
        }
        Map<String, Set<String>> undisturbed = Map.copyOf(SAID);
        assertThat(undisturbed)
                .hasSize(feed.steps().size())
                .allSatisfy((step, said) ->
                        assertThat(said).singleElement().asString().startsWith("version 7 "));
        SAID.clear();

        String savepoint;
        Faults.slowDown();
        try (ScoringRun run = ScoringRun.start(scene, directory, new Said())) {
            await().atMost(PATIENCE).until(() -> run.job().checkpoints() >= 2 && SAID.size() > 100);
            Faults.after(1);
            await().atMost(PATIENCE).until(Faults::struck);
            Faults.slowDown();
            long before = run.job().checkpoints();
            await().atMost(PATIENCE).until(() -> run.job().checkpoints() > before); // it runs again
            savepoint = run.job().stopWithSavepoint(directory);
        }
        assertThat(SAID.size())
                .as("steps forecast before the savepoint")
                .isLessThan(feed.steps().size());
        Faults.none();
        try (ScoringRun run = ScoringRun.start(scene("pinned", 3).resuming(savepoint), directory, new Said())) {
            run.job().await();
        }

        assertThat(SAID).isEqualTo(undisturbed);
    }

    @Test
    void aModelFileForecastsAsItsVersionInTheTopicDoes() throws Exception {
        TestStream feed = TestStream.waves(10, 10, 20, 6);
        JobScene scene = scene("filed", 2);
        scene.send(feed);
        publish(scene);
        try (ScoringRun run = ScoringRun.start(scene, directory, new Said())) {
            run.job().await();
        }
        Map<String, Set<String>> fromTopic = Map.copyOf(SAID);
        assertThat(fromTopic).hasSize(feed.steps().size());
        SAID.clear();
        Path file = directory.resolve("model.safetensors");
        JobConfig config = scene.config();
        new ModelFile(ForecastSpec.of(config), 7, Initialization.keras(config.model(), 7)).write(file);

        JobScene filed = scene("filed", 2, "{type: file, path: \"" + file + "\"}");
        try (ScoringRun run = ScoringRun.start(filed, directory, new Said())) {
            run.job().await();
        }

        assertThat(SAID).isEqualTo(fromTopic);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> FileModelFeed.read(config, directory + "/absent"))
                .withMessageStartingWith("score.from.path is ");
    }

    private JobScene scene(String name, int parallelism) {
        return scene(name, parallelism, "{type: version, version: 7}");
    }

    /** One step at a time: the bits of a product may depend on how many rows are multiplied together. */
    private JobScene scene(String name, int parallelism, String from) {
        return new JobScene(BROKER.get(), name, parallelism, directory, """
            sync: {type: asynchronous}
            forecast: {type: arrival, linger: 0ms, batch: 1}
            score: {from: %s}
            """.formatted(from));
    }

    private static void publish(JobScene scene) throws Exception {
        try (ScoringRun.Publisher publisher = new ScoringRun.Publisher(scene)) {
            for (long version : List.of(6L, 7L, 8L)) {
                publisher.publish(
                        new VersionId(1, 4, version),
                        Initialization.keras(scene.config().model(), version));
            }
        }
    }

    /** Keeps what is forecast; {@link Faults} may strike here, in the scorer's task. */
    private record Said() implements Sink<Forecast> {

        @Override
        public SinkWriter<Forecast> createWriter(WriterInitContext context) {
            int subtask = context.getTaskInfo().getIndexOfThisSubtask();
            return new SinkWriter<>() {
                @Override
                public void write(Forecast forecast, Context context) {
                    Faults.dawdle(subtask);
                    Faults.pass();
                    SAID.computeIfAbsent(
                                    forecast.sequenceId() + "/"
                                            + forecast.after().step(),
                                    step -> ConcurrentHashMap.newKeySet())
                            .add(text(forecast));
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }

        private static String text(Forecast forecast) {
            float[] values = forecast.said().values();
            int[] bits = new int[values.length];
            Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
            return "version " + forecast.said().version() + " " + Arrays.toString(bits);
        }
    }
}
