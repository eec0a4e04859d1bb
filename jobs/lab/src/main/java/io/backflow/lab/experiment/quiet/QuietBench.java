package io.backflow.lab.experiment.quiet;

import io.backflow.jobs.Sinks;
import io.backflow.jobs.Sources;
import io.backflow.jobs.TrainingPipeline;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.kafka.KafkaConnectors;
import io.backflow.jobs.kafka.Topics;
import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.CountedSteps;
import io.backflow.local.CountingSink;
import io.backflow.local.Directories;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Many sequences that go quiet: what is saved of them, and what the process holds, before and after their time to live.
 * A training job runs on two workers in this process and reads from a broker in it.
 *
 * @param sequences how many
 * @param units hidden units of the GRU
 * @param backends where the state is kept, one after another
 */
public record QuietBench(int sequences, int units, List<StateBackend> backends) {

    private static final int WORKERS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * One backend at one moment.
     *
     * @param moment {@code empty} before the first step, {@code alive} after the last, {@code expired} after the time
     *     to live
     * @param savedBytes size of a savepoint
     * @param savedPerSequence the same without what is saved of a job without sequences, a sequence
     * @param heapBytes what the Java heap of the process holds after a collection, the broker included
     * @param diskBytes files of RocksDB
     */
    public record Row(
            String state, String moment, long savedBytes, double savedPerSequence, long heapBytes, long diskBytes) {}

    /** All rows. */
    public record Result(int sequences, int units, List<Row> rows) {}

    /** Measures, and says a line for each row. */
    public Result run(Consumer<String> lines) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (StateBackend backend : backends) {
            try (Teardown teardown = new Teardown()) {
                rows.addAll(teardown.run(() -> measure(teardown, backend, lines)));
            }
        }
        return new Result(sequences, units, rows);
    }

    private List<Row> measure(Teardown teardown, StateBackend backend, Consumer<String> lines) throws Exception {
        TemporaryDirectory temporary = teardown.open(TemporaryDirectory::create);
        EmbeddedBroker broker = teardown.open(EmbeddedBroker::start);
        JobConfig config = config(broker, backend);
        new Topics(config.kafka(), PATIENCE).create(WORKERS, Optional.empty());
        CountingSink scored = new CountingSink("quiet-" + backend.label());
        LocalCluster cluster = teardown.open(() -> LocalCluster.start(config, temporary.path()));
        StreamExecutionEnvironment environment = cluster.environment();
        KafkaConnectors kafka = new KafkaConnectors(config);
        TrainingPipeline.define(
                environment,
                new Sources(kafka.timesteps(), new CoLocatedFeedback()),
                new Sinks(scored.sink(), kafka.forecasts(), kafka.parameters(), kafka.progress(), kafka.deadLetters()),
                config);
        RunningJob job = teardown.add(cluster.submit(environment, config.job().name()));
        CountedSteps steps = new CountedSteps(job, scored, PATIENCE);
        try (QuietSequences quiet = new QuietSequences(config, WORKERS)) {
            Moments moments = new Moments(backend, job, temporary.path(), lines);
            steps.await(QuietSequences.WINDOW * quiet.mark());
            moments.add("empty");
            long windows = quiet.send(sequences);
            steps.await(QuietSequences.WINDOW * (WORKERS + windows));
            moments.add("alive");
            windows += quiet.passTime();
            steps.await(QuietSequences.WINDOW * (WORKERS + windows) + sequences); // the open steps
            moments.add("expired");
            return moments.rows;
        }
    }

    /** What there is at one moment after another. */
    private final class Moments {

        private final StateBackend backend;
        private final RunningJob job;
        private final Path folder;
        private final Consumer<String> lines;
        private final List<Row> rows = new ArrayList<>();

        Moments(StateBackend backend, RunningJob job, Path folder, Consumer<String> lines) {
            this.backend = backend;
            this.job = job;
            this.folder = folder;
            this.lines = lines;
        }

        void add(String moment) throws Exception {
            Path savepoint = job.savepoint(folder.resolve("savepoints"));
            long saved = bytes(savepoint, "");
            long empty = rows.isEmpty() ? saved : rows.get(0).savedBytes();
            Row row = new Row(
                    backend.label(),
                    moment,
                    saved,
                    (saved - empty) / (double) sequences,
                    heap(),
                    bytes(folder, ".sst"));
            rows.add(row);
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-8s %-8s savepoint %,13d bytes, %7.1f a sequence; Java heap %,6d MB; RocksDB's files %,6d MB",
                    row.state(),
                    row.moment(),
                    row.savedBytes(),
                    row.savedPerSequence(),
                    row.heapBytes() >> 20,
                    row.diskBytes() >> 20));
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Bytes of the files below {@code folder} whose names end in {@code ending}; files may vanish meanwhile. */
    private static long bytes(Path folder, String ending) throws IOException {
        long bytes = 0;
        for (Path file : Directories.files(folder)) {
            try {
                bytes += file.toString().endsWith(ending) ? Files.size(file) : 0;
            } catch (NoSuchFileException e) {
                // compacted
            }
        }
        return bytes;
    }

    private JobConfig config(EmbeddedBroker broker, StateBackend backend) {
        return JobConfig.parse("""
                job: {name: quiet, run: quiet, parallelism: %1$d}
                kafka: {bootstrap_servers: "%2$s", bounded: false, group_id: quiet}
                model:
                  input: {type: features, size: %3$d}
                  layers: [{type: gru, units: %4$d}]
                  head: {units: 1, loss: {type: mse}}
                sequence: {time_to_live: %5$s}
                horizon: {type: truncated, every: %6$d}
                batch: {size: 64, linger: 100ms}
                optimizer: {rule: {type: adam}, learning_rate: 0.001, clip_norm: 1.0}
                sync: {type: asynchronous}
                publish: {interval: 10s}
                forecast: {type: training}
                flink:
                  execution.checkpointing.interval: 1h
                  state.backend.type: %7$s
                """.formatted(
                        WORKERS,
                        broker.bootstrapServers(),
                        QuietSequences.FEATURES,
                        units,
                        QuietSequences.TIME_TO_LIVE,
                        QuietSequences.WINDOW,
                        backend.label()));
    }
}
