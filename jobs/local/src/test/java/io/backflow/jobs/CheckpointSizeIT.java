package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.local.Directories;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.model.ParameterLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is saved is the state of the sequences, and one copy of parameters and slots, however many workers there are.
 */
@Timeout(600)
class CheckpointSizeIT {

    private static final int UNITS = 150;
    private static final int SEQUENCES = 100;
    private static final int STEPS = 20;
    private static final int WINDOW = 8;

    @TempDir
    Path directory;

    @Test
    void doesNotGrowWithTheNumberOfWorkers() throws Exception {
        TestStream stream = endless();
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            long one = savepointBytes(scene(broker, 1), stream);
            long two = savepointBytes(scene(broker, 2), stream);
            long four = savepointBytes(scene(broker, 4), stream);
            System.out.printf("savepoints of 1, 2 and 4 workers: %,d, %,d and %,d bytes%n", one, two, four);

            long parameters = Float.BYTES
                    * (long) ParameterLayout.of(scene(broker, 1).config().model())
                            .size();
            long expected = 3 * parameters + SEQUENCES * 4L * UNITS; // values, Adam's two slots, hidden states
            assertThat(parameters).as("a copy of the parameters").isGreaterThan(200_000);
            // a tenth: unfinished windows, keys, offsets; far less than one more copy
            assertThat(List.of(one, two, four))
                    .allSatisfy(bytes -> assertThat(bytes).isBetween(expected, expected + expected / 10));
        }
    }

    private JobScene scene(EmbeddedBroker broker, int workers) {
        return JobScene.live(broker, "workers-" + workers, workers, directory, """
                        sync: {type: asynchronous, send: delta}
                        optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
                        batch: {size: 8, linger: 5ms}
                        """)
                .withUnits(UNITS);
    }

    /** Sequences that stay open, with an unfinished window each. */
    private static TestStream endless() {
        return new TestStream(TestStream.waves(SEQUENCES, STEPS, STEPS, 9).steps().stream()
                .filter(step -> !step.endOfSequence())
                .toList());
    }

    private long savepointBytes(JobScene scene, TestStream stream) throws Exception {
        scene.send(stream);
        long trained = SEQUENCES * (long) ((STEPS - 1) / WINDOW * WINDOW);
        try (LocalCluster cluster = LocalCluster.start(scene.config(), directory)) {
            var environment = cluster.environment();
            TrainingJob.define(environment, scene.config());
            RunningJob job = cluster.submit(environment, scene.config().job().name());
            await().atMost(Patience.LONG).until(() -> steps(scene.published()) == trained);
            return bytes(Path.of(URI.create(job.stopWithSavepoint(directory))));
        }
    }

    private static long steps(List<PublishedModel> models) {
        return models.isEmpty()
                ? 0
                : models.get(models.size() - 1).version().totals().steps();
    }

    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : Directories.files(folder)) {
            bytes += Files.size(file);
        }
        return bytes;
    }
}
