package io.backflow.lab.chaos;

import io.backflow.lab.cluster.ClusterSize;
import io.backflow.local.Teardown;
import io.backflow.model.ParameterLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures the feedback edge: a job with a model of 1 MB on two TaskManagers, a worker in each. */
public final class FeedbackBench {

    private static final int TASK_MANAGERS = 2;
    private static final int WORKERS = 2;
    private static final int STEPS_PER_SECOND = 250;

    /** After a minute the JIT compilers of two fresh JVMs leave two cores alone. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private FeedbackBench() {}

    /**
     * Runs a cluster for each way, for a minute that does not count and {@code duration} that does.
     *
     * @param folder an empty folder for what the processes write
     */
    public static FeedbackBenchResult run(Duration duration, Path folder) throws Exception {
        System.setProperty("backflow.feedback-timing", "trace");
        int parameters = ParameterLayout.of(new ChaosConfig("feedback.yaml", "nowhere:1", 1)
                        .config(WORKERS)
                        .model())
                .size();
        return new FeedbackBenchResult(
                parameters,
                measure("feedback.yaml", duration, folder.resolve("co-located")),
                measure("feedback-topic.yaml", duration, folder.resolve("topic")));
    }

    private static FeedbackBenchResult.Latency measure(String template, Duration duration, Path folder)
            throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> {
                ChaosTestbed testbed = ChaosTestbed.set(
                        new ChaosTestbed.Plan(
                                template,
                                new ClusterSize(TASK_MANAGERS, 1, 1, false),
                                StateBackend.HASHMAP,
                                WORKERS,
                                1,
                                STEPS_PER_SECOND),
                        folder,
                        teardown);
                testbed.watch(WARM_UP.plus(duration));
                return FeedbackBenchResult.Latency.of(
                        TimingLog.read(testbed.cluster().logs())
                                .acrossProcesses(TimeUnit.MILLISECONDS.toMicros(WARM_UP.toMillis())));
            });
        }
    }
}
