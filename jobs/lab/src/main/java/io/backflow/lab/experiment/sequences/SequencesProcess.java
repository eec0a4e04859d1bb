package io.backflow.lab.experiment.sequences;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.JobConfig;
import io.backflow.lab.experiment.CountedSteps;
import io.backflow.lab.experiment.ForkedJvm;
import io.backflow.lab.experiment.pipeline.Passed.Mark;
import io.backflow.lab.experiment.pipeline.PipelineJob;
import io.backflow.local.CountingSink;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The process whose heap is limited: runs the job, and prints what it measured. A new run trains on until it is killed;
 * one that goes on from a checkpoint ends after a savepoint.
 */
public final class SequencesProcess {

    /** Begins the line that says what was {@link Measured}, as JSON. */
    static final String MEASURED = "measured ";

    /** Begins the line that says that steps are trained. */
    static final String TRAINS = "trains";

    /** Begins the line that says how many bytes of a savepoint are the workers'. */
    static final String SAVED = "saved ";

    /** The part of what is trained after which the warm-up has ended. */
    private static final double FROM = 0.5;

    /** The part after which nothing is measured. */
    private static final double TO = 0.9;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final SequencesPlan plan;
    private final JobConfig config;
    private final CountingSink counter;

    private SequencesProcess(SequencesPlan plan) {
        this.plan = plan;
        config = SequenceStream.config(plan);
        counter = new CountingSink(config.job().name());
    }

    /**
     * What a new run has measured.
     *
     * @param checkpoint the newest, to go on from
     */
    record Measured(Training training, String checkpoint) {}

    /** @param arguments the plan, as JSON */
    public static void main(String[] arguments) throws Exception {
        ForkedJvm.endWithParent();
        new SequencesProcess(new ObjectMapper().readValue(arguments[0], SequencesPlan.class)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        try (LocalCluster cluster = LocalCluster.start(config, Path.of(plan.folder()))) {
            StreamExecutionEnvironment environment = cluster.environment();
            PipelineJob.training(environment, config, counter);
            try (RunningJob job = cluster.submit(environment, config.job().name())) {
                CountedSteps steps = new CountedSteps(job, counter, PATIENCE);
                steps.await(1);
                if (plan.restore() == null) {
                    measure(job, steps);
                    job.await();
                } else {
                    awaitAllTasks(job);
                    System.out.println(TRAINS);
                    save(job);
                }
            }
        }
    }

    /** One worker may train while another still reads its state. */
    private static void awaitAllTasks(RunningJob job) throws Exception {
        while (job.starting().isPresent()) {
            Thread.sleep(10);
        }
    }

    private void measure(RunningJob job, CountedSteps steps) throws Exception {
        SequencesPlan.Extent extent = plan.extent();
        long trained = extent.records() - SequenceStream.first(extent);
        steps.await(Math.round(FROM * trained), Duration.ofSeconds(extent.warmUp()));
        long last = Math.round(TO * trained);
        if (counter.count() >= last) {
            throw new IllegalStateException(
                    extent.records() + " records are read too soon to measure anything; use more records");
        }
        long began = System.currentTimeMillis();
        Mark from = Mark.now(counter.count());
        steps.await(last, Duration.ofSeconds(extent.seconds()));
        Mark to = Mark.now(counter.count());
        Checkpoints checkpoints = completedSince(began, job);
        Measured measured = new Measured(Training.of(to.since(from), checkpoints), checkpoints.newestPath());
        System.out.println(MEASURED + new ObjectMapper().writeValueAsString(measured));
    }

    private static Checkpoints completedSince(long began, RunningJob job) throws Exception {
        Checkpoints checkpoints = Checkpoints.since(began, job);
        while (checkpoints.isEmpty()) {
            if (System.currentTimeMillis() - began > PATIENCE.toMillis()) {
                throw new IllegalStateException(
                        "no checkpoint was completed within " + PATIENCE.toSeconds() + " s; see the log");
            }
            Thread.sleep(50);
            checkpoints = Checkpoints.since(began, job);
        }
        return checkpoints;
    }

    private void save(RunningJob job) throws Exception {
        long began = System.currentTimeMillis();
        job.savepoint(Path.of(plan.folder(), "savepoint"));
        System.out.println(SAVED + Checkpoints.since(began, job).savepoints().workersBytes());
    }
}
