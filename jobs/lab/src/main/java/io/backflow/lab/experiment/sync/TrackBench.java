package io.backflow.lab.experiment.sync;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.CountingSink;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One stream of noise on a broker, trained again and again by two workers, as fast as they can. */
final class TrackBench {

    static final int WORKERS = 2;

    private static final int SEQUENCES = 128;
    private static final int FEATURES = 16;
    private static final int WINDOW = 32;
    private static final int BATCH = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A worker on its own is never acknowledged, and may not wait for it. */
    private static final int ALL = Integer.MAX_VALUE;

    /** Parts of a run before and after which nothing is measured: the start, and the end when one worker has done. */
    private static final double FROM = 0.25;

    private static final double TO = 0.9;

    private final EmbeddedBroker broker;
    private final TemporaryDirectory temporary;
    private final int units;
    private final int steps;
    private final Set<Integer> written = new HashSet<>();
    private int runs;

    /**
     * What is measured.
     *
     * @param sync the section of the configuration
     * @param severed whether the server receives no contributions
     * @param readers how many subtasks have something to read: partitions of the topic
     */
    record Subject(String name, String sync, boolean severed, int readers) {

        Subject(String name, String sync, boolean severed) {
            this(name, sync, severed, WORKERS);
        }
    }

    static List<Subject> subjects(SyncBench.Compared compared) {
        return compared == SyncBench.Compared.READERS ? readers() : combinations();
    }

    private static List<Subject> readers() {
        String sync = "{type: synchronous, send: gradient, round: " + WINDOW + "s}";
        return List.of(
                new Subject("one reader", sync, false, 1), new Subject(WORKERS + " readers", sync, false, WORKERS));
    }

    private static List<Subject> combinations() {
        String round = ", round: " + WINDOW + "s";
        return List.of(
                new Subject("on their own", "{type: asynchronous, send: delta, max_local_updates: " + ALL + "}", true),
                new Subject("asynchronous delta", "{type: asynchronous, send: delta}", false),
                new Subject(
                        "asynchronous delta, each minibatch sent",
                        "{type: asynchronous, send: delta, min_local_updates: 1}",
                        false),
                new Subject("asynchronous gradient", "{type: asynchronous, send: gradient}", false),
                new Subject("synchronous gradient", "{type: synchronous, send: gradient" + round + "}", false),
                new Subject(
                        "synchronous gradient, reproducible",
                        "{type: synchronous, send: gradient, reproducible: true, lanes: 8" + round + "}",
                        false));
    }

    TrackBench(Teardown teardown, int units, int steps) throws Exception {
        this.units = units;
        this.steps = steps / SEQUENCES * SEQUENCES;
        temporary = teardown.open(TemporaryDirectory::create);
        broker = teardown.open(EmbeddedBroker::start);
    }

    /** Trains the whole stream once. */
    double stepsPerSecond(Subject subject) throws Exception {
        if (written.add(subject.readers())) {
            write(subject.readers());
        }
        JobConfig config = JobConfig.parse(yaml(subject.sync(), "bench-" + runs++, subject.readers()));
        new Topics(config.kafka(), PATIENCE).create(WORKERS, Optional.empty());
        CountingSink meter = new CountingSink(config.job().name());
        try (LocalCluster cluster = LocalCluster.start(config, temporary.path())) {
            var environment = cluster.environment();
            SeveredPipeline.define(environment, config, meter, subject.severed());
            try (RunningJob job = cluster.submit(environment, config.job().name())) {
                double rate = rate(meter, job);
                job.await();
                return rate;
            }
        }
    }

    private double rate(CountingSink meter, RunningJob job) throws InterruptedException {
        Mark from = mark(meter, job, FROM);
        Mark to = mark(meter, job, TO);
        return (to.count - from.count) / ((to.nanos - from.nanos) / 1e9);
    }

    private record Mark(long count, long nanos) {}

    private Mark mark(CountingSink meter, RunningJob job, double part) throws InterruptedException {
        long reached = meter.count();
        long since = System.nanoTime();
        while (meter.count() < part * steps && !job.ended()) {
            Thread.sleep(2);
            if (meter.count() != reached) {
                reached = meter.count();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new IllegalStateException("no step was trained for " + PATIENCE.toSeconds() + " s after "
                        + reached + " of " + steps + "; see the log");
            }
        }
        return new Mark(meter.count(), System.nanoTime());
    }

    private void write(int partitions) throws Exception {
        JobConfig config = JobConfig.parse(yaml("{type: asynchronous}", "bench-of-" + partitions, partitions));
        new Topics(config.kafka(), PATIENCE).create(partitions, Optional.empty());
        Random random = new Random(1);
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            for (int t = 0; t < steps / SEQUENCES; t++) {
                for (int s = 0; s < SEQUENCES; s++) {
                    producer.send(step(s, t, random));
                }
            }
        }
    }

    private static Step step(int sequence, int t, Random random) {
        float[] features = new float[FEATURES];
        float sum = 0;
        for (int i = 0; i < FEATURES; i++) {
            features[i] = random.nextFloat() - 0.5f;
            sum += features[i];
        }
        float[] target = {sum};
        return new Step("s-" + sequence, t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    private String yaml(String sync, String name, int partitions) {
        return """
                job: {name: %1$s, run: %1$s, parallelism: %2$d}
                kafka:
                  bootstrap_servers: "%3$s"
                  bounded: true
                  group_id: %1$s
                  topics: {timesteps: bench-in-%9$d, predictions: %1$s-said, parameters: %1$s-model, progress: %1$s-how, dead_letters: %1$s-dead, control: %1$s-control}
                model:
                  input: {type: features, size: %4$d}
                  layers: [{type: gru, units: %5$d}]
                  head: {units: 1, loss: {type: mse}}
                horizon: {type: truncated, every: %6$d}
                batch: {size: %7$d, linger: 50ms}
                forecast: {type: training}
                optimizer: {rule: {type: adam}, learning_rate: 0.001, clip_norm: 1.0}
                server: {shards: %2$d}
                sync: %8$s
                """.formatted(
                        name, WORKERS, broker.bootstrapServers(), FEATURES, units, WINDOW, BATCH, sync, partitions);
    }
}
