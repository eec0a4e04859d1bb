package io.backflow.lab.experiment.latency;

import io.backflow.jobs.Sinks;
import io.backflow.jobs.Sources;
import io.backflow.jobs.TrainingPipeline;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.kafka.ForecastDecoder;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * How long a forecast takes while the model is trained: from the broker's append of a step to its append of the step's
 * forecast, both by the broker's clock, which counts whole milliseconds.
 *
 * @param units hidden units of the GRU
 * @param sequences that send in turn
 * @param seconds that each rate is measured for, after as many that are not
 */
public record LatencyBench(int units, int sequences, int seconds) {

    private static final int WORKERS = 2;
    private static final int FEATURES = 16;
    private static final int EVERY = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * One rate.
     *
     * @param job {@code train}
     */
    public record Row(String job, int recordsPerS, int sequences, double p50Ms, double p99Ms, int forecasts) {}

    /** All rates. */
    public record Result(List<Row> rows) {}

    /** Measures, and says a line for each rate. */
    public Result run(Consumer<String> lines, int... rates) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int rate : rates) {
            Row row;
            try (Teardown teardown = new Teardown()) {
                row = teardown.run(() -> measure(teardown, rate));
            }
            rows.add(row);
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-6s %,8d records/s  %,d sequences  p50 %.0f ms  p99 %.0f ms  (%,d forecasts)",
                    row.job(),
                    row.recordsPerS(),
                    row.sequences(),
                    row.p50Ms(),
                    row.p99Ms(),
                    row.forecasts()));
        }
        return new Result(rows);
    }

    private Row measure(Teardown teardown, int rate) throws Exception {
        TemporaryDirectory temporary = teardown.add(TemporaryDirectory.create());
        EmbeddedBroker broker = teardown.add(EmbeddedBroker.start());
        JobConfig config = JobConfig.parse(yaml(broker.bootstrapServers()));
        new Topics(config.kafka(), PATIENCE).create(WORKERS, Optional.empty());
        appendTimes(config);
        LocalCluster cluster = teardown.add(LocalCluster.start(config, temporary.path()));
        var environment = cluster.environment();
        KafkaConnectors kafka = new KafkaConnectors(config);
        TrainingPipeline.define(
                environment,
                new Sources(kafka.timesteps(), kafka.feedback()),
                new Sinks(
                        kafka.predictions(),
                        kafka.forecasts(),
                        kafka.parameters(),
                        kafka.progress(),
                        kafka.deadLetters()),
                config);
        int warm = rate * seconds;
        int capacity = EVERY + 2 * warm / sequences + 2;
        try (StepLoad load = new StepLoad(config, sequences, FEATURES, capacity);
                RunningJob job = cluster.submit(environment, config.job().name());
                ForecastTimes times = new ForecastTimes(config, load)) {
            long filled = load.fill(EVERY);
            times.await(filled, PATIENCE, job);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> load.run(rate, 2L * warm));
            times.await(filled + warm, PATIENCE.plusSeconds(seconds), job);
            Latencies measured = times.measure(filled + 2L * warm, PATIENCE.plusSeconds(seconds), job);
            sending.join();
            return new Row("train", rate, sequences, measured.quantile(0.5), measured.quantile(0.99), measured.size());
        }
    }

    private static void appendTimes(JobConfig config) throws Exception {
        AlterConfigOp append =
                new AlterConfigOp(new ConfigEntry("message.timestamp.type", "LogAppendTime"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(config.kafka().clientProperties())) {
            admin.incrementalAlterConfigs(Map.of(
                            topic(config.kafka().topics().timesteps()), List.of(append),
                            topic(config.kafka().topics().predictions()), List.of(append)))
                    .all()
                    .get();
        }
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private String yaml(String brokers) {
        return """
                job: {name: latency, run: latency, parallelism: %1$d}
                kafka: {bootstrap_servers: "%2$s", bounded: false, group_id: latency}
                model:
                  input: {type: features, size: %3$d}
                  layers: [{type: gru, units: %4$d}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next, steps_ahead: 1, columns: [0]}
                horizon: {type: truncated, every: %5$d}
                optimizer: {rule: {type: adam}, learning_rate: 0.001, clip_norm: 1.0}
                sync: {type: asynchronous}
                forecast: {type: arrival}
                %6$s
                """.formatted(WORKERS, brokers, FEATURES, units, EVERY, System.getProperty("latency.more", ""));
    }

    /** Reads forecasts, and how long each took. */
    private static final class ForecastTimes implements AutoCloseable {

        private final StepLoad load;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final ForecastDecoder decoder = new ForecastDecoder();
        private long read;

        ForecastTimes(JobConfig config, StepLoad load) {
            this.load = load;
            consumer = new KafkaConsumer<>(
                    config.kafka().clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            List<TopicPartition> all = consumer
                    .partitionsFor(config.kafka().topics().predictions())
                    .stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
        }

        /** Reads until there were {@code forecasts} in all. */
        void await(long forecasts, Duration patience, RunningJob job) {
            read(forecasts, patience, job, null);
        }

        /** Reads on until there were {@code forecasts} in all; how long those took. */
        Latencies measure(long forecasts, Duration patience, RunningJob job) {
            Latencies measured = new Latencies();
            read(forecasts, patience, job, measured);
            return measured;
        }

        private void read(long until, Duration patience, RunningJob job, @Nullable Latencies into) {
            long end = System.nanoTime() + patience.toNanos();
            while (read < until) {
                if (System.nanoTime() > end || job.ended()) {
                    throw new IllegalStateException(
                            "there were " + read + " forecasts instead of " + until + "; see the log");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    read++;
                    if (into != null) {
                        into.add(latency(record));
                    }
                }
            }
        }

        private long latency(ConsumerRecord<byte[], byte[]> record) {
            try {
                Forecast forecast = decoder.decode(record.value()).orElseThrow();
                long appended = load.appended(
                        Integer.parseInt(forecast.sequenceId()),
                        forecast.after().step());
                return appended == 0 ? 0 : record.timestamp() - appended;
            } catch (WireException e) {
                throw new IllegalStateException("a forecast cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
