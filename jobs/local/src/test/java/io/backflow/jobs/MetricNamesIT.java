package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import java.nio.file.Path;
import org.apache.flink.metrics.MetricGroup;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Flink warns where two metrics have one name, and does so anew with each checkpoint if one is registered there. */
class MetricNamesIT {

    private static final String ASYNCHRONOUS = "sync: {type: asynchronous, send: gradient}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @Test
    void noTwoMetricsHaveOneNameInALiveJobWithManyCheckpoints() throws Exception {
        JobScene scene = JobScene.live(BROKER.get(), "live-names", 4, directory, ASYNCHRONOUS);
        scene.send(TestStream.waves(8, 8, 20, 41));
        try (CapturedLog log = CapturedLog.of(Level.WARN, MetricGroup.class.getName());
                LocalCluster cluster = LocalCluster.start(scene.config(), directory);
                RunningJob job = start(scene, cluster)) {
            await().atMost(Patience.LONG).until(() -> job.checkpoints() >= 5);

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void noTwoMetricsHaveOneNameInABoundedJob() throws Exception {
        JobScene scene = new JobScene(BROKER.get(), "bounded-names", 2, directory, ASYNCHRONOUS);
        scene.send(TestStream.waves(20, 20, 60, 41));
        try (CapturedLog log = CapturedLog.of(Level.WARN, MetricGroup.class.getName());
                LocalCluster cluster = LocalCluster.start(scene.config(), directory);
                RunningJob job = start(scene, cluster)) {
            job.await();

            assertThat(log.lines()).isEmpty();
        }
    }

    private static RunningJob start(JobScene scene, LocalCluster cluster) throws Exception {
        var environment = cluster.environment();
        TrainingJob.define(environment, scene.config());
        return cluster.submit(environment, scene.config().job().name());
    }
}
