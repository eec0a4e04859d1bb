package io.backflow.local.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class ObstacleIT {

    @TempDir
    Path temporary;

    @Test
    void isTheJobOrTheBrokerOrNothing() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start();
        try (broker) {
            JobConfig config = JobConfig.parse("""
                    kafka: {bootstrap_servers: "%s"}
                    model:
                      input: {type: features, size: 1}
                      layers: [{type: gru, units: 1}]
                      head: {units: 1, loss: {type: mse}}
                    flink: {restart-strategy.type: fixed-delay, restart-strategy.fixed-delay.delay: 1 h}
                    """.formatted(broker.bootstrapServers()));
            try (LocalCluster cluster = LocalCluster.start(config, temporary)) {
                try (RunningJob job = submit(cluster, Long.MAX_VALUE)) {
                    Obstacle obstacle = new Obstacle(job, config.kafka());
                    await().atMost(Patience.LONG).until(obstacle::get, Optional::isEmpty);
                }
                try (RunningJob job = submit(cluster, 3)) {
                    Obstacle obstacle = new Obstacle(job, config.kafka());
                    await().atMost(Patience.LONG)
                            .until(() -> obstacle.get().orElse(""), said -> said.contains("again"));
                    assertThat(obstacle.get()).contains("the job starts again after: three is too many");

                    broker.close();

                    assertThat(obstacle.get())
                            .contains("the broker at " + broker.bootstrapServers() + " does not answer");
                }
            }
        }
    }

    private static RunningJob submit(LocalCluster cluster, long refused) throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        environment
                .fromSequence(1, Long.MAX_VALUE)
                .map(number -> count(number, refused))
                .sinkTo(new DiscardingSink<>());
        return cluster.submit(environment, "counting");
    }

    private static Long count(long number, long refused) {
        if (number == refused) {
            throw new IllegalStateException("three is too many");
        }
        return number;
    }
}
