package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.backflow.lab.cluster.CheckpointDamage;
import io.backflow.lab.cluster.FlinkRest;
import io.backflow.lab.cluster.ProcessCluster;
import io.backflow.local.Teardown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that can never be restored. Takes a minute: part of the nightly run only. */
@Tag("nightly")
@Timeout(600)
class UnreadableStateIT {

    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    Path folder;

    /** With a limit of three restarts instead of sixty. */
    @Test
    void aJobWhoseStateIsCutOffEndsAfterSomeRestartsAndFlinkRunSaysWhy() throws Exception {
        try (Teardown teardown = new Teardown()) {
            ChaosTestbed testbed =
                    ChaosTestbed.set(ChaosTestbed.Plan.ofChaos(1, 1, StateBackend.HASHMAP, 8, 250), folder, teardown);
            ProcessCluster cluster = testbed.cluster();
            Path savepoint =
                    Path.of(URI.create(cluster.stopWithSavepoint(testbed.job().id())));
            CheckpointDamage.cut(savepoint, 1);

            String job = cluster.run(limited(), Optional.of(savepoint.toUri().toString()));
            awaitEnd(cluster.rest(), job);

            assertThat(cluster.rest().job(job).state()).isEqualTo("FAILED");
            assertThat(cluster.rest().failureCount(job)).isEqualTo(4);
            String reason = cluster.rest().failure(job).orElseThrow();
            assertThat(said()).anySatisfy(words -> assertThat(words)
                    .contains("warning: job " + job + " fails and is restarted: ")
                    .contains("EOF"));
            assertThat(reason).contains("EOF");
        }
    }

    /** The job's configuration, with a limit of three restarts. */
    private Path limited() throws IOException {
        Path written = folder.resolve("job-2.yaml");
        ObjectNode config = (ObjectNode) YAML.readTree(written.toFile());
        config.withObject("/flink").put("restart-strategy.exponential-delay.attempts-before-reset-backoff", "3");
        return Files.writeString(folder.resolve("job-limited.yaml"), YAML.writeValueAsString(config));
    }

    private static void awaitEnd(FlinkRest rest, String job) throws InterruptedException {
        while (!rest.job(job).ended()) {
            Thread.sleep(200);
        }
    }

    /** What each call of Flink's command line printed. */
    private List<String> said() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("log"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("flink-"))
                    .map(UnreadableStateIT::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
