package io.backflow.jobs;

import static org.awaitility.Awaitility.await;

import io.backflow.jobs.KeptSavepoint.Saved;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.PatientSource;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Makes a savepoint to be kept: a job learns what it can from the first steps of its feed, and is stopped. */
final class SavepointWriter {

    private static final Duration PATIENCE = Patience.LONG;

    /** A job that publishes nothing for so long has learnt what it can. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final SavepointRecipe recipe;
    private final Path directory;

    /** @param directory for what Flink writes */
    SavepointWriter(SavepointRecipe recipe, Path directory) {
        this.recipe = recipe;
        this.directory = directory;
    }

    /** Makes it and keeps it in {@code folder}. */
    void write(Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobScene scene = KeptSavepoint.scene(recipe.job(), broker, KeptSavepoint.WORKERS, directory);
            scene.send(recipe.firstTimesteps(), KeptSavepoint::partition);
            Path savepoint = stopped(scene);
            List<PublishedModel> models = scene.published();
            PublishedModel saved = models.get(models.size() - 1); // each is published, whatever else the barrier brings
            KeptSavepoint.keep(folder, recipe, savepoint, Saved.of(saved.version()));
        }
    }

    private Path stopped(JobScene scene) throws Exception {
        try (LocalCluster cluster = LocalCluster.start(scene.config(), directory);
                ModelFollower models = scene.follow()) {
            var environment = cluster.environment();
            KafkaConnectors kafka = scene.edges();
            TrainingPipeline.define(
                    environment,
                    new Sources(PatientSource.of(scene.config(), ends(scene)), kafka.feedback()),
                    new Sinks(
                            kafka.predictions(),
                            kafka.forecasts(),
                            kafka.parameters(),
                            kafka.progress(),
                            kafka.deadLetters()),
                    scene.config());
            RunningJob job = cluster.submit(environment, scene.config().job().name());
            await().atMost(PATIENCE).until(() -> models.newest() > 0);
            await().atMost(PATIENCE).during(SILENCE).until(() -> models.more().isEmpty());
            return Path.of(URI.create(job.stopWithSavepoint(directory)));
        }
    }

    /** Where the partitions will end when all timesteps are there. */
    private Map<TopicPartition, Long> ends(JobScene scene) {
        String topic = scene.config().kafka().topics().timesteps();
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Step step : recipe.timesteps().steps()) {
            ends.merge(new TopicPartition(topic, KeptSavepoint.partition(step)), 1L, Long::sum);
        }
        return ends;
    }
}
