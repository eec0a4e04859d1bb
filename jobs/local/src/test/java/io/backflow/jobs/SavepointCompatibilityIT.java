package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.KeptSavepoint.Saved;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This build goes on from the savepoints that it and former builds have made. With
 * {@code -Dbackflow.write-savepoint=NAME} it first adds its own.
 */
@Timeout(600)
class SavepointCompatibilityIT {

    /** Fewer than made the savepoint, as many, and more than there are partitions. */
    private static final List<Integer> WORKERS = List.of(1, KeptSavepoint.WORKERS, 4);

    /** From the layouts of former builds a run goes on with more workers than it had. */
    private static final List<Integer> FORMER_WORKERS = List.of(4);

    /** The last version of each {@link KeptSavepoint#run} that was not stopped. */
    private static final Map<String, ModelVersion> UNDISTURBED = new HashMap<>();

    @TempDir
    Path directory;

    @BeforeAll
    static void addThoseOfThisBuild(@TempDir Path written) throws Exception {
        String name = System.getProperty("backflow.write-savepoint");
        if (name == null) {
            return;
        }
        Path folder = KeptSavepoint.ALL.resolve(name);
        assertThat(folder)
                .as("savepoints are kept as they are; choose another name")
                .doesNotExist();
        for (SavepointRecipe recipe : SavepointRecipe.all()) {
            new SavepointWriter(recipe, written).write(folder.resolve(recipe.name()));
        }
    }

    static List<KeptSavepoint> kept() throws IOException {
        return KeptSavepoint.all();
    }

    @Test
    void savepointsInTheLayoutsOfThisBuildAreKept() throws IOException {
        List<Saved> saved = new ArrayList<>();
        for (KeptSavepoint kept : kept()) {
            saved.add(kept.saved());
        }
        assertThat(saved)
                .as("a layout has changed: add savepoints with -Dbackflow.write-savepoint=NAME, and keep the others")
                .extracting(Saved::layouts)
                .contains(StateLayouts.now());
    }

    @ParameterizedTest
    @MethodSource("kept")
    void aRunGoesOnWithAnyNumberOfWorkers(KeptSavepoint kept) throws Exception {
        ModelVersion undisturbed = undisturbed(kept);
        List<ModelVersion> ends = new ArrayList<>();
        boolean newest = kept.saved().layouts().equals(StateLayouts.now());
        for (int workers : newest ? WORKERS : FORMER_WORKERS) {
            List<ModelVersion> versions = versionsFrom(kept, workers);
            assertBeginsWith(kept.saved(), versions);
            ModelVersion last = versions.get(versions.size() - 1);
            assertThat(last.last()).isTrue();
            assertEachStepCountedOnce(last, kept);
            ends.add(last);
            if (workers == KeptSavepoint.WORKERS) {
                assertThat(last.totals().baselineLossSum())
                        .as("loss of the baseline, which needs each worker's class counts")
                        .isCloseTo(undisturbed.totals().baselineLossSum(), Offset.offset(1e-6));
            }
        }
        if (kept.reproducible()) {
            assertSameParameters(ends, undisturbed);
        }
    }

    /** Savepoints of the same job on the same timesteps are compared with one run. */
    private ModelVersion undisturbed(KeptSavepoint kept) throws Exception {
        ModelVersion known = UNDISTURBED.get(kept.run());
        if (known != null) {
            return known;
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            ModelVersion last =
                    run(kept.undisturbed(broker, directory), kept).last().version();
            UNDISTURBED.put(kept.run(), last);
            return last;
        }
    }

    private List<ModelVersion> versionsFrom(KeptSavepoint kept, int workers) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            JobScene scene = run(kept.resuming(broker, workers, directory), kept);
            return scene.published().stream().map(PublishedModel::version).toList();
        }
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

    /**
     * The publisher takes the newest snapshot of each shard. Where workers do not wait for each other, one of them may
     * have contributed before the snapshots of all shards that the session began with had arrived.
     */
    private static void assertBeginsWith(Saved saved, List<ModelVersion> versions) {
        assertThat(versions).extracting(ModelVersion::session).containsOnly(saved.session() + 1);
        ModelVersion first = versions.get(0);
        assertThat(first.version()).isGreaterThanOrEqualTo(saved.version());
        assertThat(first.totals().steps()).isGreaterThanOrEqualTo(saved.steps()).isPositive();
        if (first.version() == saved.version()) {
            assertThat(first.values()).isEqualTo(saved.values());
        }
        if (first.totals().steps() == saved.steps()) {
            assertThat(first.totals().stepsHash()).isEqualTo(saved.stepsHash());
        }
    }

    /** Of what a build counted that hashed otherwise, only the number can be compared. */
    private static void assertEachStepCountedOnce(ModelVersion version, KeptSavepoint kept) throws IOException {
        TestStream feed = kept.timesteps();
        assertThat(version.totals().steps()).isEqualTo(feed.steps().size());
        if (kept.hashesEventTimes()) {
            assertThat(version.totals().stepsHash()).isEqualTo(feed.hash());
        }
    }

    /**
     * The same bits from one savepoint; the part before it may have been trained by another build, on another machine.
     */
    private static void assertSameParameters(List<ModelVersion> ends, ModelVersion undisturbed) {
        for (ModelVersion end : ends) {
            assertThat(end.values()).isEqualTo(ends.get(0).values());
            for (int i = 0; i < end.values().length; i++) {
                assertThat(end.values()[i])
                        .as("parameter %d", i)
                        .isCloseTo(undisturbed.values()[i], ofOtherMachines());
            }
        }
    }

    private static Offset<Float> ofOtherMachines() {
        return Offset.offset(1e-4f); // float32 sums in another order over a dozen updates
    }
}
