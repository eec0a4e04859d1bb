package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.Patience;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.local.Directories;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code backflow inspect} shows. */
class InspectIT {

    private static final Path KEPT = Path.of("../local/src/test/resources/savepoints/shard-3-sequence-4");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rounds", "deltas", "labels"})
    void aSavepointShowsItsModelAndItsSequences(String job) throws Exception {
        JsonNode saved = new ObjectMapper()
                .readTree(KEPT.resolve(job).resolve("saved.json").toFile());
        Path json = folder.resolve("state.json");

        Invocation shown = state(KEPT.resolve(job).resolve("savepoint"), "--limit", "2", "--json", json.toString());

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .containsPattern("(?m)^operator sequence-trainer +2 subtasks")
                .contains("--limit");
        JsonNode state = new ObjectMapper().readTree(json.toFile());
        assertThat(sum(state.path("shards"), "values"))
                .isEqualTo(saved.path("values").size());
        assertThat(sum(state.path("shards"), "steps"))
                .isEqualTo(saved.path("steps").asLong());
        assertThat(state.path("listed")).hasSize(2);
        assertThat(state.path("sequences").path("sequences").asInt()).isBetween(5, 12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rounds", "deltas", "labels"})
    void theModelOfASavepointIsExportedBitForBit(String job) throws Exception {
        JsonNode saved = new ObjectMapper()
                .readTree(KEPT.resolve(job).resolve("saved.json").toFile());
        Path config = Files.writeString(
                folder.resolve("job.yaml"),
                Files.readString(KEPT.resolve(job).resolve("job.yaml"))
                        .replace("$NAME", "kept")
                        .replace("$WORKERS", "2")
                        .replace("$SERVERS", "localhost:9")
                        .replace("$CHECKPOINTS", folder.toUri().toString()));
        Path other = Files.writeString(
                folder.resolve("other.yaml"), Files.readString(config).replaceAll("units: ([2-9])\\b", "units: 1$1"));
        Path file = folder.resolve("model.safetensors");
        String[] export = {
            "export",
            "--to",
            "safetensors",
            "--from",
            KEPT.resolve(job).resolve("savepoint").toString(),
            "--output",
            file.toString(),
            "--config"
        };

        Invocation refused = Invocation.of(with(export, other));
        Invocation exported = Invocation.of(with(export, config));

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).hasLineCount(1).contains("but the state to go on from was made with");
        assertThat(exported.exitCode()).as(exported.err()).isZero();
        ModelFile model = ModelFile.read(file);
        assertThat(model.parameters()).hasSize(saved.path("values").size());
        for (int i = 0; i < model.parameters().length; i++) {
            assertThat(model.parameters()[i])
                    .isEqualTo((float) saved.path("values").get(i).asDouble());
        }
        assertThat(model.origin().steps()).isEqualTo(saved.path("steps").asLong());
    }

    private static String[] with(String[] words, Path last) {
        return Stream.concat(Stream.of(words), Stream.of(last.toString())).toArray(String[]::new);
    }

    @Test
    void oneSequenceIsShownWhole() {
        Invocation shown = state(KEPT.resolve("deltas/savepoint"), "--sequence", "wave-3");

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("next_step: 11", "early:\n- 12\n- 13\n", "open:\n- 6\n", "until: 1970-01-01T00:00:14Z");
    }

    @Test
    void aSequenceOrAFolderWithoutStateIsRefused() {
        assertRefused(state(KEPT.resolve("deltas/savepoint"), "--sequence", "none"), "--sequence is none");
        assertRefused(state(folder), "has no file _metadata; name the folder of a completed checkpoint");
    }

    @Test
    void aDamagedStateIsRefused() throws IOException {
        Files.write(folder.resolve("_metadata"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

        assertRefused(state(folder), "_metadata cannot be read");
    }

    @Test
    @Timeout(600)
    void aRunShowsItsVersionsItsLagAndItsDeadLettersWhileItTrains() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            WaveRun run = WaveRun.create(broker.bootstrapServers(), "look", folder);
            run.send(0, 100);
            sendGarbage(broker, run.timesteps());
            run.bounded = false;
            run.sections = """
                flink:
                  state.backend.type: rocksdb
                  execution.checkpointing.incremental: true
                  execution.checkpointing.interval: 300ms
                """;
            Process training = run.start("run");
            try {
                await().atMost(Patience.LONG).until(() -> run.trained() > 0 && checkpoint() != null);

                await().atMost(Patience.LONG).untilAsserted(() -> assertShows(run));
                training.destroyForcibly().waitFor();
                Invocation state = state(checkpoint(), "--limit", "1");

                assertThat(state.exitCode()).as(state.err()).isZero();
                assertThat(state.out()).contains("operator parameter-server", "shard of ", "next step");
            } finally {
                training.destroyForcibly().waitFor();
            }
        }
    }

    private void assertShows(WaveRun run) throws IOException {
        Path json = folder.resolve("run.json");
        Invocation shown = Invocation.of("inspect", "run", "--config", run.config(""), "--json", json.toString());

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .containsPattern("run look: version \\d+ \\(session 1\\), published .* [1-9]\\d* steps trained")
                .containsPattern("group look has \\d+ records of topic look-in before it")
                .containsPattern("dead letters, \\w+: 1");
        assertThat(new ObjectMapper().readTree(json.toFile()).path("read").path("partitions"))
                .hasSize(WaveRun.PARTITIONS);
    }

    /** The newest checkpoint of the run; null before the first. */
    private @Nullable Path checkpoint() {
        return Directories.files(folder.resolve("run")).stream()
                .filter(file -> file.endsWith("_metadata"))
                .map(Path::getParent)
                .max(Comparator.comparing(path -> path.toFile().lastModified()))
                .orElse(null);
    }

    private static void sendGarbage(EmbeddedBroker broker, String topic) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, "x".getBytes(UTF_8), "x".getBytes(UTF_8)))
                    .get();
        }
    }

    private static long sum(JsonNode shards, String key) {
        long sum = 0;
        for (JsonNode shard : shards) {
            sum += shard.path(key).asLong();
        }
        return sum;
    }

    private static Invocation state(Path state, String... options) {
        return Invocation.of(Stream.concat(Stream.of("inspect", "state", state.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private static void assertRefused(Invocation refused, String sentence) {
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).hasLineCount(1).contains(sentence);
    }
}
