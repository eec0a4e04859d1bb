package io.backflow.lab.experiment.sync;

import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.lab.forecast.TrackReplay;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.local.watch.Screen;
import io.backflow.local.watch.TrainingWatch;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.Optional;

/** A broker for the real job, run after run, each with topics and a Flink cluster of its own. */
final class ExperimentRunner implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    private final Teardown teardown = new Teardown();
    private final EmbeddedBroker broker;
    private final TemporaryDirectory temporary;
    private int runs;

    ExperimentRunner() {
        temporary = teardown.open(TemporaryDirectory::create);
        broker = teardown.open(EmbeddedBroker::start);
    }

    /** Trains {@code task} to its end and judges the last version. */
    RunResult run(ForecastTask task, SyncVariant variant, long seed) throws Exception {
        return teardown.run(() -> train(task, variant, seed));
    }

    private RunResult train(ForecastTask task, SyncVariant variant, long seed) throws Exception {
        TrackReplay replay = task.replay(seed);
        JobConfig config = JobConfig.parse(yaml(task, variant, replay, "run-" + runs++));
        new Topics(config.kafka(), PATIENCE).create(PARTITIONS, Optional.empty());
        write(replay, config);
        try (RunObserver observer = new RunObserver(config.model(), task)) {
            double seconds = train(config, observer);
            return result(task, variant, seed, observer, seconds);
        }
    }

    private double train(JobConfig config, RunObserver observer) throws Exception {
        long start = System.nanoTime();
        try (LocalCluster cluster = LocalCluster.start(config, temporary.path());
                TrainingWatch watch = new TrainingWatch(config, new Screen(NOWHERE, NOWHERE, false))) {
            var environment = cluster.environment();
            TrainingJob.define(environment, config);
            try (RunningJob job = cluster.submit(environment, config.job().name())) {
                watch.untilEnd(job, observer);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static RunResult result(
            ForecastTask task, SyncVariant variant, long seed, RunObserver observer, double seconds) {
        TrainingTotals totals = observer.last().totals();
        return new RunResult(
                task.name(),
                variant.name(),
                seed,
                observer.finalLoss(),
                observer.testLoss(),
                totals.updates(),
                totals.steps(),
                seconds);
    }

    private static void write(TrackReplay replay, JobConfig config) {
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            replay.forEach(producer::send);
        }
    }

    private String yaml(ForecastTask task, SyncVariant variant, TrackReplay replay, String name) {
        return """
                job: {name: %1$s, run: %1$s, parallelism: 2, seed: %2$d}
                kafka:
                  bootstrap_servers: "%3$s"
                  bounded: true
                  group_id: %1$s
                  topics: {timesteps: %1$s-in, predictions: %1$s-said, parameters: %1$s-model, progress: %1$s-how, dead_letters: %1$s-dead, control: %1$s-control}
                model:
                  input: {type: features, size: %4$d}
                  layers: [{type: gru, units: 32}]
                  head: {units: %4$d, loss: {type: mse}}
                target: {type: next, steps_ahead: 1, residual: true}
                horizon: {type: truncated, every: %5$d}
                batch: {size: %6$d, linger: 20ms}
                forecast: {type: training}
                optimizer:
                  rule: {type: adam}
                  learning_rate: {type: cosine, base: %7$s, minimum: %8$s, total_steps: %9$d}
                  clip_norm: 1.0
                server: {shards: 2}
                sync: %10$s
                publish: {every_versions: 20, interval: 0ms}
                """.formatted(
                        name,
                        replay.order().seed(),
                        broker.bootstrapServers(),
                        task.width(),
                        ForecastTask.WINDOW,
                        variant.batch(),
                        task.rate(),
                        task.rate() / 50,
                        variant.updates(replay),
                        variant.sync());
    }

    @Override
    public void close() throws Exception {
        teardown.close();
    }
}
