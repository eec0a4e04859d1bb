package io.backflow.lab.experiment.latency;

import io.backflow.jobs.ScoringJob;
import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * How long a forecast takes, while the model is trained and in a job that only forecasts: from the append of a step to
 * the append of its forecast, both by the broker's clock, which counts whole milliseconds. Broker, jobs, load and
 * reader share this process. Each job runs for all rates.
 *
 * @param units hidden units of the GRU
 * @param sequences that send in turn
 * @param seconds that each rate is measured for
 * @param warmUpSeconds at the highest rate that is asked for, before anything is measured
 * @param peer the project's folder, where the comparison with ONNX Runtime was built; null: it is left out
 */
public record LatencyBench(
        int units,
        int sequences,
        int seconds,
        int warmUpSeconds,
        @Nullable Path peer) {

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
     * @param job {@code train}, or {@code score}
     * @param recordsPerS that were sent
     */
    public record Row(String job, int recordsPerS, int sequences, double p50Ms, double p99Ms, int forecasts) {}

    /**
     * What was measured.
     *
     * @param rows of each job the rates that were asked for, then the highest whose 99th percentile stayed within
     *     100 ms
     * @param serving a served model beside ONNX Runtime; null where that was not measured
     * @param scoreVsOnnxruntime the ratio of the two
     */
    public record Result(
            List<Row> rows,
            @Nullable ServingPeer serving,
            @Nullable Double scoreVsOnnxruntime) {}

    /** Measures, and says a line for each rate. */
    public Result run(Consumer<String> lines, int... rates) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> measure(teardown, lines, rates));
        }
    }

    private Result measure(Teardown teardown, Consumer<String> lines, int... rates) throws Exception {
        TemporaryDirectory temporary = teardown.open(TemporaryDirectory::create);
        EmbeddedBroker broker = teardown.open(EmbeddedBroker::start);
        JobConfig training = JobConfig.parse(yaml(broker.bootstrapServers(), "train"));
        List<Row> rows = new ArrayList<>(series("train", training, TrainingJob::define, temporary, lines, rates));
        JobConfig scoring =
                JobConfig.parse(yaml(broker.bootstrapServers(), "score")).forScoring();
        rows.addAll(series("score", scoring, ScoringJob::define, temporary, lines, rates));
        ServingPeer serving = peer == null ? null : ServingPeer.measure(peer, units, sequences, seconds);
        if (serving != null) {
            lines.accept(String.format(
                    Locale.ROOT,
                    "a served model makes %,.0f steps/s on one thread, ONNX Runtime %,.0f: %.2f times as many",
                    serving.servedPerS(),
                    serving.onnxruntimePerS(),
                    serving.ratio()));
        } else {
            lines.accept("ONNX Runtime was not measured; ./backflow bench latency builds what that takes");
        }
        return new Result(List.copyOf(rows), serving, serving == null ? null : serving.ratio());
    }

    /** What a job consists of. */
    @FunctionalInterface
    private interface Definition {
        void define(StreamExecutionEnvironment environment, JobConfig config);
    }

    private List<Row> series(
            String name,
            JobConfig config,
            Definition definition,
            TemporaryDirectory temporary,
            Consumer<String> lines,
            int... rates)
            throws Exception {
        new Topics(config.kafka(), PATIENCE).create(WORKERS, Optional.empty());
        appendTimes(config);
        try (LocalCluster cluster = LocalCluster.start(config, temporary.path());
                StepLoad load = new StepLoad(config, sequences, FEATURES)) {
            StreamExecutionEnvironment environment = cluster.environment();
            definition.define(environment, config);
            try (RunningJob job = cluster.submit(environment, config.job().name());
                    ForecastReader reader = new ForecastReader(config, load, job)) {
                reader.skip(load.fill(EVERY), PATIENCE);
                return new Series(name, load, reader, lines).run(rates);
            }
        }
    }

    /** One rate after another. */
    private final class Series {

        private final String job;
        private final StepLoad load;
        private final ForecastReader reader;
        private final Consumer<String> lines;
        private final List<Row> rows = new ArrayList<>();

        Series(String job, StepLoad load, ForecastReader reader, Consumer<String> lines) {
            this.job = job;
            this.load = load;
            this.reader = reader;
            this.lines = lines;
        }

        List<Row> run(int... rates) {
            int highest = 0;
            for (int rate : rates) {
                highest = Math.max(highest, rate);
            }
            lines.accept(job + ": warming up for " + warmUpSeconds + " s at " + highest + " records/s");
            measure(highest, warmUpSeconds);
            for (int rate : rates) {
                add(measure(rate, seconds));
            }
            Row held = rows.get(rows.size() - 1);
            for (Row next = held; next.p99Ms() <= MOST_P99_MS; next = higher(held)) {
                held = next;
            }
            if (held.recordsPerS() > highest) {
                add(held);
            }
            return rows;
        }

        /** The next rate; a pause of the machine that was too long is given a second chance. */
        private Row higher(Row held) {
            int rate = (int) (RAISE * held.recordsPerS());
            Row first = measure(rate, seconds);
            return first.p99Ms() <= MOST_P99_MS ? first : measure(rate, seconds);
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
            return new Row(job, rate, sequences, latencies.quantile(0.5), latencies.quantile(0.99), latencies.size());
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

    /** Both jobs have the topic of the parameters in common. */
    private String yaml(String brokers, String job) {
        return """
                job: {name: latency, run: latency, parallelism: %1$d}
                kafka:
                  bootstrap_servers: "%2$s"
                  bounded: false
                  group_id: latency
                  topics: {timesteps: steps-%6$s, predictions: forecasts-%6$s, progress: progress-%6$s}
                model:
                  input: {type: features, size: %3$d}
                  layers: [{type: gru, units: %4$d}]
                  head: {units: 1, loss: {type: mse}}
                target: {type: next, steps_ahead: 1, columns: [0]}
                horizon: {type: truncated, every: %5$d}
                optimizer: {rule: {type: adam}, learning_rate: 0.001, clip_norm: 1.0}
                sync: {type: asynchronous}
                forecast: {type: arrival}
                """.formatted(WORKERS, brokers, FEATURES, units, EVERY, job);
    }
}
