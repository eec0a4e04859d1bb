package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.Patience;
import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.Directories;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.tensorboard.EventReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is started again, in every way there is. */
@Timeout(600)
class RunAgainIT {

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    private WaveRun run;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) throws IOException {
        String name = "again-" + Integer.toHexString(test.getDisplayName().hashCode());
        run = WaveRun.create(broker.bootstrapServers(), name, folder);
    }

    @Test
    void aFinishedRunAgainLeavesTheModelAndSaysSo() throws Exception {
        run.send(0, 60);
        Invocation first = run.train("first");
        long end = run.endOfParameters();

        Invocation again = run.train("first");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("trained 240 steps");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("nothing more to read", "trained on 240 steps");
        assertThat(run.endOfParameters()).isEqualTo(end);
    }

    @Test
    void aFinishedRunGoesOnWhenMoreHasComeAsIfItHadNotStopped() throws Exception {
        run.send(0, 60);
        run.train("first");
        run.send(60, 100);

        Invocation again = run.train("first");
        ModelVersion last = run.lastPublished();

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).startsWith("trained 400 steps");
        assertThat(last.session()).isEqualTo(2);
        assertThat(last.totals().steps()).isEqualTo(400);
        WaveRun whole = WaveRun.create(broker.bootstrapServers(), run.name() + "-whole", folder);
        whole.send(0, 100);
        whole.train("whole");
        assertThat(last.values()).isEqualTo(whole.lastPublished().values());
    }

    @Test
    void aRunWithoutItsStateIsRefusedOverATrainedModel() throws Exception {
        run.send(0, 60);
        run.train("first");
        long end = run.endOfParameters();

        Invocation elsewhere = run.train("elsewhere");

        assertThat(elsewhere.exitCode()).isEqualTo(2);
        assertThat(elsewhere.err())
                .hasLineCount(1)
                .contains("run " + run.name(), "untrained", "--fresh", "--from-model topic");
        assertThat(run.endOfParameters()).isEqualTo(end);
    }

    @Test
    void freshBeginsAnewAndReadersFollowIt() throws Exception {
        run.send(0, 60);
        run.train("first");
        ModelVersion before = run.lastPublished();

        Invocation fresh = run.train("first", "--fresh");

        assertThat(fresh.exitCode()).as(fresh.err()).isZero();
        assertThat(fresh.err()).contains("fresh parameters over version " + before.version());
        ModelVersion after = run.lastPublished();
        assertThat(after.session()).isGreaterThan(before.session());
        assertThat(after.totals().steps()).isEqualTo(240);
        assertThat(after.values()).isEqualTo(before.values()); // the same seed and the same input
        assertThat(run.published(after.session()).get(0).version()).isZero();
        assertThat(folder.resolve("first/set-aside/savepoints")).isNotEmptyDirectory();
    }

    @Test
    void fromModelBeginsWithWhatWasPublishedAndSaysSo() throws Exception {
        run.send(0, 60);
        run.train("first");
        ModelVersion before = run.lastPublished();

        Invocation from = run.train("elsewhere", "--from-model", "topic");

        assertThat(from.exitCode()).as(from.err()).isZero();
        assertThat(from.err())
                .contains("starts from version " + before.version() + " (session 1, trained on 240 steps)");
        ModelVersion first = run.published(before.session() + 1).get(0);
        assertThat(first.values()).isEqualTo(before.values());
        assertThat(first.version()).isEqualTo(before.version());
        ModelVersion last = run.lastPublished();
        assertThat(last.version()).isGreaterThan(before.version());
        assertThat(last.totals().steps()).isEqualTo(240);
        assertThat(last.values()).isNotEqualTo(before.values());
    }

    @Test
    void aModelOfAnotherFormOrOfNoRunIsNotBegunWith() throws Exception {
        run.send(0, 60);
        Invocation nothing = run.train("first", "--from-model", "topic");
        run.train("first");
        run.units = 5;
        Invocation other = run.train("other", "--from-model", "topic");

        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).hasLineCount(1).contains("has published nothing");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).hasLineCount(1).contains("another form");
    }

    @Test
    void afterAStopTheRunGoesOnExactlyThere() throws Exception {
        run.bounded = false;
        run.send(0, 60);
        Process process = run.start("first");
        await().atMost(Patience.LONG).until(() -> run.trained() >= 200);
        process.toHandle().destroy(); // SIGTERM, as Ctrl-C is SIGINT
        assertThat(process.waitFor()).isNotZero();
        assertThat(folder.resolve("process.out"))
                .content()
                .containsSubsequence("stops and saves the state", "stopped; the same command goes on from");
        ModelVersion stopped = run.lastPublished();
        assertThat(exportedFromSavepoint().parameters()).isEqualTo(stopped.values());
        run.send(60, 100);

        run.bounded = true;
        Invocation again = run.train("first");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("goes on from");
        assertThat(again.out()).startsWith("trained 400 steps");
        ModelVersion first = run.published(stopped.session() + 1).get(0);
        assertThat(first.version()).isEqualTo(stopped.version());
        assertThat(first.values()).isEqualTo(stopped.values());
    }

    private ModelFile exportedFromSavepoint() throws IOException {
        Path file = folder.resolve("stopped.safetensors");
        try (Stream<Path> savepoints = Files.list(folder.resolve("first/savepoints"))) {
            String state = savepoints.findFirst().orElseThrow().toString();
            Invocation export = Invocation.of(
                    "export",
                    "--to",
                    "safetensors",
                    "--from",
                    state,
                    "--config",
                    run.config(""),
                    "--output",
                    "" + file);
            assertThat(export.exitCode()).as(export.err()).isZero();
        }
        return ModelFile.read(file);
    }

    @Test
    void afterAKillTheRunGoesOnFromTheNewestCompleteCheckpoint() throws Exception {
        run.bounded = false;
        run.send(0, 60);
        Process process = run.start("first", "flink: {execution.checkpointing.interval: 100ms}");
        await().atMost(Patience.LONG).until(() -> run.trained() >= 200 && checkpoints() > 0);
        process.destroyForcibly().waitFor();
        Path cut = Files.createDirectories(newestCheckpointFolder().resolve("chk-999999")); // without its metadata
        assertThat(cut).isEmptyDirectory();
        run.send(60, 100);

        run.bounded = true;
        Invocation again = run.train("first");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("goes on from", "chk-").doesNotContain("chk-999999");
        assertThat(again.out()).startsWith("trained 400 steps");
    }

    @Test
    void aSubmittedJobIsRefusedLikewiseAndGoesOnFromItsState() throws Exception {
        run.send(0, 60);
        run.train("first");
        Path state;
        try (Stream<Path> savepoints = Files.list(folder.resolve("first/savepoints"))) {
            state = savepoints.findFirst().orElseThrow();
        }
        run.send(60, 100);
        long end = run.endOfParameters();

        assertThatThrownBy(() -> TrainingJob.main(new String[] {"--config", run.config("")}))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("would publish an untrained model");
        assertThat(run.endOfParameters()).isEqualTo(end);
        TrainingJob.main(new String[] {
            "--config", run.config("flink: {execution.state-recovery.path: \"" + state.toUri() + "\"}")
        });
        assertThat(run.lastPublished().totals().steps()).isEqualTo(400);
        assertThat(run.lastPublished().session()).isEqualTo(2);
        TrainingJob.main(new String[] {"--config", run.config(""), "--from-model", "topic"});
        assertThat(run.lastPublished().session()).isEqualTo(3);
        TrainingJob.main(new String[] {"--config", run.config(""), "--fresh"});
        assertThat(run.lastPublished().session()).isEqualTo(4);
    }

    @Test
    void twoProcessesDoNotTrainInOneFolder() throws Exception {
        run.bounded = false;
        run.send(0, 60);
        Process process = run.start("first");
        try {
            await().atMost(Patience.LONG).until(() -> run.trained() > 0);
            Invocation second = run.train("first");

            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.err()).hasLineCount(1).contains("another process trains");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Nothing is better by a thousand: the first version stays the best, and an endless run ends. */
    @Test
    void aRunThatDoesNotGetBetterKeepsItsBestVersionAndStopsEarly() throws Exception {
        WaveRun heldOut = WaveRun.create(broker.bootstrapServers(), run.name() + "-held", folder);
        heldOut.send(0, 50);
        run.sections =
                "validation: {topic: %s, interval: 0s, patience: 2, min_delta: 1000}\n".formatted(heldOut.timesteps());
        run.bounded = false;
        run.send(0, 60);
        Path json = folder.resolve("result.json");
        Path events = folder.resolve("events");

        CompletableFuture<Invocation> training = CompletableFuture.supplyAsync(() -> {
            try {
                return run.train("first", "--json", json.toString(), "--tensorboard", events.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        int sent = 60;
        while (!training.isDone()) { // a version is validated after the other
            run.send(sent, sent + 5);
            sent += 5;
            Thread.sleep(200);
        }
        Invocation stopped = training.get();

        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        assertThat(stopped.out()).contains("best version ", "stopped early after 3 validations");
        assertThat(stopped.err()).contains("the same command goes on from");
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.path("ended").asText()).isEqualTo("EARLY_STOPPING");
        JsonNode best = result.path("selection").path("best");
        ModelFile kept = ModelFile.read(folder.resolve("first/best.safetensors"));
        assertThat(kept.version()).isEqualTo(best.path("version").asLong());
        assertThat(kept.parameters())
                .isEqualTo(run.published(1).stream()
                        .filter(version -> version.version() == kept.version())
                        .findFirst()
                        .orElseThrow()
                        .values());
        List<EventReader.Value> written = EventReader.read(events.resolve(run.name()));
        assertThat(written)
                .filteredOn(value -> value.tag().equals("val_loss"))
                .hasSize(3)
                .first()
                .satisfies(value -> assertThat(value.number())
                        .isEqualTo((float) best.path("loss").asDouble()));
        assertThat(written).filteredOn(EventReader.Value::isHistogram).isNotEmpty();

        Path compared = folder.resolve("compared");
        assertThat(Invocation.of("compare", run.config(""), "--tensorboard", compared.toString())
                        .exitCode())
                .isZero();
        assertThat(EventReader.read(compared.resolve(run.name())))
                .extracting(EventReader.Value::tag)
                .contains("loss", "steps_per_second");

        run.sections = "validation: {topic: %s, interval: 0s}\n".formatted(heldOut.timesteps());
        run.bounded = true;
        Invocation whole = run.train("first", "--json", json.toString());

        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.out())
                .startsWith(String.format(Locale.ROOT, "trained %,d steps", 4 * sent))
                .contains("ended with its input");
        assertThat(new ObjectMapper()
                        .readTree(json.toFile())
                        .path("selection")
                        .path("best")
                        .path("loss")
                        .asDouble())
                .as("what was the best before, or better")
                .isLessThanOrEqualTo(best.path("loss").asDouble());
    }

    private long checkpoints() {
        return Directories.files(folder.resolve("first/checkpoints")).stream()
                .filter(file -> file.endsWith("_metadata"))
                .count();
    }

    private Path newestCheckpointFolder() throws IOException {
        try (Stream<Path> jobs = Files.list(folder.resolve("first/checkpoints"))) {
            return jobs.findFirst().orElseThrow();
        }
    }
}
