package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.jobs.source.EndGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class StateKeeperIT {

    private static final BoundedRead READ = new BoundedRead("timesteps", "id", new TreeMap<>(Map.of(0, 0L)));

    @TempDir
    Path temporary;

    @Test
    void theStateAtTheEndIsSavedThoughReadersAreThereBeforeTheLastTask() throws Exception {
        List<String> notices = new ArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                RunFolder folder = RunFolder.open(temporary.resolve("run"));
                EndGate gate = EndGate.create()) {
            JobConfig config = emptyTopic(broker);
            try (LocalCluster cluster = LocalCluster.start(config, temporary)) {
                RunningJob job = cluster.submit(define(cluster, config, gate), "late");
                new StateKeeper(job, folder, notices::add)
                        .saveAtEnd(gate, READ)
                        .get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
                job.await();
            }
            assertThat(notices).isEmpty();
            assertThat(folder.newest().map(RunFolder.KeptState::read)).isEqualTo(Optional.of(READ));
        }
    }

    private static StreamExecutionEnvironment define(LocalCluster cluster, JobConfig config, EndGate gate) {
        StreamExecutionEnvironment environment = cluster.environment();
        environment
                .fromSource(
                        new KafkaConnectors(config, null, gate.name()).timesteps(),
                        WatermarkStrategy.noWatermarks(),
                        "timesteps")
                .map(record -> 1L)
                .returns(Long.class)
                .rebalance()
                .map(new LateTask())
                .sinkTo(new DiscardingSink<>());
        return environment;
    }

    private static JobConfig emptyTopic(EmbeddedBroker broker) throws Exception {
        broker.createTopics(new NewTopic("timesteps", 1, (short) 1));
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "%s", bounded: true}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 1}]
                  head: {units: 1, loss: {type: mse}}
                """.formatted(broker.bootstrapServers()));
    }

    /** A task that needs longer to begin than a reader to find that there is nothing to read. */
    private static final class LateTask extends RichMapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public void open(OpenContext context) throws InterruptedException {
            Thread.sleep(Duration.ofSeconds(5).toMillis());
        }

        @Override
        public Long map(Long element) {
            return element;
        }
    }
}
