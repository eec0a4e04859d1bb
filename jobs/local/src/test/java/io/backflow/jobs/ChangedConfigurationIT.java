package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept savepoints under another configuration than they were made with. */
@Timeout(600)
class ChangedConfigurationIT {

    /** A job that would restart for ever if restarts could help. */
    private static final Map<String, String> RESTARTS = Map.of(
            "restart-strategy.type", "fixed-delay",
            "restart-strategy.fixed-delay.attempts", "1000000",
            "restart-strategy.fixed-delay.delay", "10ms");

    @TempDir
    Path directory;

    /**
     * Four rounds of 4 s are closed. As many of 16 s would reach beyond the stream, and nothing would be trained before
     * its end.
     */
    @Test
    void longerRoundsGoOnWhereTheShorterOnesWereAndTrainEachStepOnce() throws Exception {
        KeptSavepoint kept = kept("shard-2-sequence-2/rounds");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobScene scene = run(kept, broker, job -> change(job, "round: 4s", "round: 16s"));

            List<ModelVersion> versions =
                    scene.published().stream().map(PublishedModel::version).toList();
            assertThat(versions.get(0).values()).isEqualTo(kept.saved().values());
            assertThat(versions.stream()
                            .map(ModelVersion::totals)
                            .map(TrainingTotals::steps)
                            .distinct())
                    .as("the restored version, the rounds from 16 s and 32 s on, and what was open at the end")
                    .hasSize(4);
            TrainingTotals end = scene.last().version().totals();
            assertThat(end.steps()).isEqualTo(kept.timesteps().steps().size());
            if (kept.hashesEventTimes()) {
                assertThat(end.stepsHash()).isEqualTo(kept.timesteps().hash());
            }
        }
    }

    /** RMSprop with momentum has as many slots as Adam. */
    @Test
    void anotherOptimizerIsRefusedWithOneSentenceAndNoRestart() throws Exception {
        refused(
                kept("shard-2-sequence-2/rounds"),
                job -> change(job, "{type: adam}", "{type: rmsprop, momentum: 0.9}"),
                "optimizer.rule.type is rmsprop, but the state to go on from was made with adam;"
                        + " set it back, or begin a new run without that state");
    }

    /** The older savepoint does not say what it was made with, but holds windows that nothing would be learnt from. */
    @ParameterizedTest
    @ValueSource(strings = {"shard-1-sequence-2/deltas", "shard-2-sequence-2/deltas"})
    void anotherHorizonThanTheKeptWindowsIsRefused(String folder) throws Exception {
        refused(
                kept(folder),
                job -> change(job, "{type: full, every: 4, max_steps: 64}", "{type: truncated, every: 4}"),
                "horizon");
    }

    private void refused(KeptSavepoint kept, UnaryOperator<String> change, String sentence) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobScene scene = kept.resuming(broker, KeptSavepoint.WORKERS, directory, change);

            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> run(scene.with(RESTARTS), kept))
                    .withMessageContaining(sentence)
                    .withMessageEndingWith("; set it back, or begin a new run without that state");
            long saved = kept.saved().steps();
            assertThat(scene.published()).as("nothing was trained").allSatisfy(model -> assertThat(
                            model.version().totals().steps())
                    .isEqualTo(saved));
        }
    }

    private JobScene run(KeptSavepoint kept, EmbeddedBroker broker, UnaryOperator<String> change) throws Exception {
        return run(kept.resuming(broker, KeptSavepoint.WORKERS, directory, change), kept);
    }

    private JobScene run(JobScene scene, KeptSavepoint kept) throws Exception {
        scene.send(kept.timesteps(), KeptSavepoint::partition);
        try (LocalCluster cluster = LocalCluster.start(scene.config(), directory)) {
            var environment = cluster.environment();
            TrainingJob.define(environment, scene.config());
            cluster.submit(environment, scene.config().job().name()).await();
        }
        return scene;
    }

    private static KeptSavepoint kept(String folder) {
        return new KeptSavepoint(KeptSavepoint.ALL.resolve(folder));
    }

    private static String change(String job, String former, String now) {
        assertThat(job).contains(former);
        return job.replace(former, now);
    }
}
