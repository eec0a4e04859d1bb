package io.backflow.lab.growth;

import io.backflow.jobs.MaxParallelism;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.ContributionType;
import io.backflow.jobs.feedback.ParameterTail;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.server.ServerStages;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.TemporaryDirectory;
import io.backflow.model.ParameterLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The server and the feedback edge of a real job in one process, with workers that learn nothing. Its clocks are those
 * of whole savepoints, in which the server writes the model once, whatever the number of workers.
 */
final class RealEdge {

    /** Whether workers contribute to the next checkpoint. */
    static final AtomicBoolean CONTRIBUTING = new AtomicBoolean();

    /** Bytes of the values that workers have sent. */
    static final LongAdder UP = new LongAdder();

    private static final LongAdder DOWN = new LongAdder();
    private static final String SLOT = "loop";
    private static final int TIMES = 5;
    private static final long LATE_MILLIS = 2000;
    private static final long PATIENCE_SECONDS = 120;

    private RealEdge() {}

    static EdgeRow row(int workers) throws Exception {
        JobConfig config = JobConfig.parse("""
                job: {name: growth, run: growth, parallelism: %d}
                kafka: {bootstrap_servers: "nowhere:1"}
                model:
                  input: {type: features, size: 4}
                  layers: [{type: gru, units: 600}]
                  head: {units: 1, loss: {type: mse}}
                sync: {type: asynchronous, send: delta}
                optimizer: {rule: sgd}
                """.formatted(workers));
        int parameters = ParameterLayout.of(config.model()).size();
        CONTRIBUTING.set(false);
        LoopWorker.READY.set(0);
        try (TemporaryDirectory temporary = TemporaryDirectory.create();
                LocalCluster cluster = LocalCluster.start(config, temporary.path())) {
            StreamExecutionEnvironment env = cluster.environment();
            define(env, config, parameters);
            try (RunningJob job = cluster.submit(env, "growth")) {
                awaitWorkers(workers);
                return measure(job, workers, (long) Float.BYTES * parameters, temporary.path());
            }
        }
    }

    private static void define(StreamExecutionEnvironment env, JobConfig config, int parameters) {
        ServerStages stages = new ServerStages(config, MaxParallelism.of(env));
        SingleOutputStreamOperator<Contribution> contributions = env.fromSequence(0, Long.MAX_VALUE - 1)
                .transform(
                        "loop-worker",
                        ContributionType.of(Encoding.FLOAT32),
                        new LoopWorkerFactory(parameters, config.server().shards()));
        contributions.getTransformation().setCoLocationGroupKey(SLOT);
        SingleOutputStreamOperator<ShardSnapshot> counted =
                stages.toWorkers(stages.serve(contributions)).filter(RealEdge::count);
        counted.getTransformation().setCoLocationGroupKey(SLOT);
        counted.transform("tail", Types.VOID, new ParameterTail())
                .getTransformation()
                .setCoLocationGroupKey(SLOT);
    }

    private static boolean count(ShardSnapshot snapshot) {
        DOWN.add((long) Float.BYTES * snapshot.size());
        return true;
    }

    private static void awaitWorkers(int workers) throws InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (LoopWorker.READY.get() < workers) {
            if (System.nanoTime() > patience) {
                throw new IllegalStateException(LoopWorker.READY.get() + " of " + workers + " workers have begun after "
                        + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(20);
        }
    }

    private static EdgeRow measure(RunningJob job, int workers, long modelBytes, Path folder) throws Exception {
        checkpoints(job, folder);
        UP.reset();
        DOWN.reset();
        double idle = checkpoints(job, folder);
        long idleBytes = UP.sum() + DOWN.sum();
        CONTRIBUTING.set(true);
        checkpoints(job, folder);
        UP.reset();
        DOWN.reset();
        double busy = checkpoints(job, folder);
        long up = UP.sum() / TIMES;
        long down = DOWN.sum();
        Thread.sleep(LATE_MILLIS);
        return new EdgeRow(
                true, workers, modelBytes, idleBytes / TIMES, up, down / TIMES, DOWN.sum() - down, idle, busy);
    }

    /** The median time of some checkpoints, in milliseconds. */
    private static double checkpoints(RunningJob job, Path folder) throws Exception {
        double[] millis = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            job.savepoint(folder);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[TIMES / 2];
    }
}
