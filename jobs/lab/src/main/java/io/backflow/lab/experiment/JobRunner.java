package io.backflow.lab.experiment;

import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.local.watch.Screen;
import io.backflow.local.watch.TrainingListener;
import io.backflow.local.watch.TrainingWatch;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A broker for real jobs, one after another, each with topics and a Flink cluster of its own. */
public final class JobRunner implements AutoCloseable {

    /** How long the broker has to answer. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    private final TemporaryDirectory temporary;
    private final EmbeddedBroker broker;

    /** Starts the broker; {@code teardown} stops it. */
    public static JobRunner start(Teardown teardown) {
        return teardown.open(JobRunner::new);
    }

    private JobRunner() {
        temporary = TemporaryDirectory.create();
        broker = EmbeddedBroker.start();
    }

    /** Where the broker listens. */
    public String brokers() {
        return broker.bootstrapServers();
    }

    /** The sections {@code job} and {@code kafka} of one that is called {@code name}, and ends with its topic. */
    public String head(String name, long seed) {
        return """
                job: {name: %1$s, run: %1$s, seed: %2$d}
                kafka:
                  bootstrap_servers: "%3$s"
                  bounded: true
                  group_id: %1$s
                  topics: {timesteps: %1$s-in, predictions: %1$s-said, parameters: %1$s-model, progress: %1$s-how, \
                dead_letters: %1$s-dead, control: %1$s-control}
                """.formatted(name, seed, brokers());
    }

    /**
     * Writes all of {@code stream} to a topic of one partition and runs the job to its end.
     *
     * @return seconds from the start of its cluster to the end of the job
     */
    public double run(JobConfig config, Consumer<Consumer<Step>> stream) throws Exception {
        write(config, stream);
        long start = System.nanoTime();
        try (LocalCluster cluster = LocalCluster.start(config, temporary.path())) {
            var environment = cluster.environment();
            TrainingJob.define(environment, config);
            try (RunningJob job = cluster.submit(environment, config.job().name())) {
                job.await();
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** The same; gives all that the job publishes to {@code listener}. */
    public void run(JobConfig config, Consumer<Consumer<Step>> stream, TrainingListener listener) throws Exception {
        write(config, stream);
        try (LocalCluster cluster = LocalCluster.start(config, temporary.path());
                TrainingWatch watch = new TrainingWatch(config, new Screen(NOWHERE, NOWHERE, false))) {
            var environment = cluster.environment();
            TrainingJob.define(environment, config);
            try (RunningJob job = cluster.submit(environment, config.job().name())) {
                watch.follow(job, listener);
            }
        }
    }

    private static void write(JobConfig config, Consumer<Consumer<Step>> stream) throws Exception {
        new Topics(config.kafka(), PATIENCE).create(1, Optional.empty());
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            stream.accept(producer::send);
        }
    }

    @Override
    public void close() throws Exception {
        try (temporary) {
            broker.close();
        }
    }
}
