package io.backflow.lab.experiment.latency;

import io.backflow.jobs.Sinks;
import io.backflow.jobs.Sources;
import io.backflow.jobs.TrainingPipeline;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
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
import org.apache.kafka.common.config.ConfigResource;

/**
 * How long a forecast takes while the model is trained: from the broker's append of a step to its append of the step's
 * forecast, both by the broker's clock, which counts whole milliseconds. Broker, job, load and reader share this
 * process. One job runs for all rates.
 *
 * @param units hidden units of the GRU
 * @param sequences that send in turn
 * @param seconds that each rate is measured for
 * @param warmUpSeconds at the highest rate that is asked for, before anything is measured
 */
public record LatencyBench(int units, int sequences, int seconds, int warmUpSeconds) {

    private static final int WORKERS = 2;
    private static final int FEATURES = 16;
    private static final int EVERY = 16;
    private static final int SETTLE_SECONDS = 3;
    private static final double RAISE = 1.25;
    private static final double MOST_P99_MS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * One rate.
     *
     * @param job {@code train}
     * @param recordsPerS that were sent
     */
    public record Row(String job, int recordsPerS, int sequences, double p50Ms, double p99Ms, int forecasts) {}

    /** The rates that were asked for, then the highest whose 99th percentile stayed within 100 ms. */
    public record Result(List<Row> rows) {}

    /** Measures, and says a line for each rate. */
    public Result run(Consumer<String> lines, int... rates) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> measure(teardown, lines, rates));
        }
    }

    private Result measure(Teardown teardown, Consumer<String> lines, int... rates) throws Exception {
        TemporaryDirectory temporary = teardown.add(TemporaryDirectory.create());
        EmbeddedBroker broker = teardown.add(EmbeddedBroker.start());
        JobConfig config = JobConfig.parse(yaml(broker.bootstrapServers()));
        new Topics(config.kafka(), PATIENCE).create(WORKERS, Optional.empty());
        appendTimes(config);
        LocalCluster cluster = teardown.add(LocalCluster.start(config, temporary.path()));
        try (StepLoad load = new StepLoad(config, sequences, FEATURES);
                RunningJob job = submit(cluster, config);
                ForecastReader reader = new ForecastReader(config, load, job)) {
            reader.skip(load.fill(EVERY), PATIENCE);
            return new Series(load, reader, lines).run(rates);
        }
    }

    private static RunningJob submit(LocalCluster cluster, JobConfig config) throws Exception {
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
        return cluster.submit(environment, config.job().name());
    }

    /** One rate after another. */
    private final class Series {

        private final StepLoad load;
        private final ForecastReader reader;
        private final Consumer<String> lines;
        private final List<Row> rows = new ArrayList<>();

        Series(StepLoad load, ForecastReader reader, Consumer<String> lines) {
            this.load = load;
            this.reader = reader;
            this.lines = lines;
        }

        Result run(int... rates) {
            int highest = 0;
            for (int rate : rates) {
                highest = Math.max(highest, rate);
            }
            lines.accept("warming up for " + warmUpSeconds + " s at " + highest + " records/s");
            measure(highest, warmUpSeconds);
            for (int rate : rates) {
                add(measure(rate, seconds));
            }
            Row held = rows.get(rows.size() - 1);
            for (Row next = held;
                    next.p99Ms() <= MOST_P99_MS;
                    next = measure((int) (RAISE * held.recordsPerS()), seconds)) {
                held = next;
            }
            if (held.recordsPerS() > highest) {
                add(held);
            }
            return new Result(List.copyOf(rows));
        }

        private void add(Row row) {
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

        private Row measure(int rate, int seconds) {
            long settling = (long) rate * SETTLE_SECONDS;
            long measured = (long) rate * seconds;
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> load.run(rate, settling + measured));
            reader.skip(settling, PATIENCE.plusSeconds(SETTLE_SECONDS));
            Latencies latencies = reader.measure(measured, PATIENCE.plusSeconds(seconds));
            sending.join();
            return new Row(
                    "train", rate, sequences, latencies.quantile(0.5), latencies.quantile(0.99), latencies.size());
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
                """.formatted(WORKERS, brokers, FEATURES, units, EVERY);
    }
}
