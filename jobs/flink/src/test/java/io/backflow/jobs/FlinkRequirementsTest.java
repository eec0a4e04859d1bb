package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobType;
import org.apache.flink.runtime.jobgraph.tasks.CheckpointCoordinatorConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A job is built with what it needs of Flink, whatever the cluster, the command line or the program set. */
class FlinkRequirementsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        execution.runtime-mode                                         | BATCH         | STREAMING
        execution.runtime-mode                                         | AUTOMATIC     | STREAMING
        execution.checkpointing.mode                                   | AT_LEAST_ONCE | EXACTLY_ONCE
        execution.checkpointing.unaligned.enabled                      | true          | false
        execution.checkpointing.unaligned                              | true          | false
        execution.checkpointing.checkpoints-after-tasks-finish.enabled| false         | true
        execution.checkpointing.checkpoints-after-tasks-finish         | false         | true
        execution.state-recovery.approximate-local-recovery            | true          | false
        execution.buffer-timeout.enabled                               | false         | true
        pipeline.auto-watermark-interval                               | 0ms           | 200ms
        """)
    void whatOthersSetIsOverruledWithAWarningAndWhatTheJobSetsIsRefused(String key, String value, String right) {
        StreamExecutionEnvironment env = environment(Map.of(key, value));
        try (CapturedLog log = CapturedLog.of(Level.WARN, FlinkRequirements.class.getName())) {
            StreamGraph graph = graph(env, config(Map.of()));
            assertSound(graph, env);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(key.replace(".enabled", ""), ", but ", "for this job it is " + right);
        }

        assertThatThrownBy(() -> graph(environment(Map.of()), config(Map.of(key, value))))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("flink." + key + " is " + value + ", but ")
                .hasMessageEndingWith("; remove it, or set " + right);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "0 ms", "-1", "-1ms"})
    void aJobWithoutCheckpointsIsRefused(String interval) {
        assertThatThrownBy(() -> config(Map.of("execution.checkpointing.interval", interval)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("flink.execution.checkpointing.interval is " + interval + ", but ")
                .hasMessageEndingWith("set 10ms or more, such as 10s");
    }

    @Test
    void anIntervalThatIsNotSetIsTenSeconds() {
        StreamExecutionEnvironment env = environment(Map.of());
        TrainingJob.define(env, config(Map.of()));

        assertSound(env.getStreamGraph(false), env);
    }

    @Test
    void whatTheProgramSetsIsOverruledToo() {
        StreamExecutionEnvironment env = environment(Map.of());
        env.enableCheckpointing(1000, CheckpointingMode.AT_LEAST_ONCE);
        env.getCheckpointConfig().enableUnalignedCheckpoints();
        env.setBufferTimeout(-1);
        env.getConfig().setAutoWatermarkInterval(0);

        assertSound(graph(env, config(Map.of())), env);
    }

    @Test
    void aTimeoutThatMakesAlignedCheckpointsUnalignedHasNoEffect() {
        StreamExecutionEnvironment env = environment(Map.of(
                "execution.checkpointing.aligned-checkpoint-timeout", "1s",
                "execution.checkpointing.unaligned.forced", "true",
                "execution.checkpointing.unaligned.interruptible-timers.enabled", "true"));

        assertSound(graph(env, config(Map.of())), env);
    }

    @Test
    void whereTheClusterPermitsNoProgramToOverruleItTheJobIsRefused() {
        StreamExecutionEnvironment env = environment(Map.of(
                "execution.program-config.enabled", "false", "execution.checkpointing.unaligned.enabled", "true"));

        assertThatThrownBy(() -> graph(env, config(Map.of())))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("execution.checkpointing.unaligned.enabled is true, but ")
                .hasMessageEndingWith(
                        "set execution.checkpointing.unaligned.enabled to false in the cluster's" + " configuration");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void aNumberOfToleratedFailuresThatIsSetIsKept(int failures) {
        Map<String, String> set =
                Map.of("execution.checkpointing.tolerable-failed-checkpoints", Integer.toString(failures));

        assertThat(checkpoints(graph(environment(set), config(Map.of()))).getTolerableCheckpointFailureNumber())
                .isEqualTo(failures);
        assertThat(checkpoints(graph(environment(config(set).flink()), config(set)))
                        .getTolerableCheckpointFailureNumber())
                .isEqualTo(failures);
    }

    @Test
    void failedCheckpointsAreToleratedUnlessSet() {
        assertThat(checkpoints(graph(environment(Map.of()), config(Map.of()))).getTolerableCheckpointFailureNumber())
                .isEqualTo(FlinkRequirements.TOLERATED_FAILURES);
    }

    @Test
    void restartsAreLimitedUnlessAStrategyIsSet() {
        assertThat(restarts(Map.of(), Map.of()))
                .containsEntry("restart-strategy.type", "exponential-delay")
                .containsEntry("restart-strategy.exponential-delay.attempts-before-reset-backoff", "60")
                .containsEntry("restart-strategy.exponential-delay.reset-backoff-threshold", "30 s");
        assertThat(restarts(Map.of("restart-strategy.type", "fixed-delay"), Map.of()))
                .containsOnlyKeys("restart-strategy.type")
                .containsValue("fixed-delay");
        assertThat(restarts(Map.of(), Map.of("restart-strategy.type", "failure-rate")))
                .containsOnlyKeys("restart-strategy.type")
                .containsValue("failure-rate");
    }

    @Test
    void oneLimitThatIsSetIsKept() {
        String attempts = "restart-strategy.exponential-delay.attempts-before-reset-backoff";

        assertThat(restarts(Map.of(), Map.of(attempts, "3")))
                .containsEntry("restart-strategy.type", "exponential-delay")
                .containsEntry(attempts, "3");
    }

    /** What the job's graph says of restarts. */
    private static Map<String, String> restarts(Map<String, String> cluster, Map<String, String> job) {
        Map<String, String> all = new TreeMap<>(
                graph(environment(cluster), config(job)).getJobConfiguration().toMap());
        all.keySet().removeIf(key -> !key.startsWith("restart-strategy."));
        return all;
    }

    private static void assertSound(StreamGraph graph, StreamExecutionEnvironment env) {
        CheckpointCoordinatorConfiguration checkpoints = checkpoints(graph);
        assertThat(graph.getJobType()).isEqualTo(JobType.STREAMING);
        assertThat(checkpoints.isExactlyOnce()).isTrue();
        assertThat(checkpoints.isUnalignedCheckpointsEnabled()).isFalse();
        assertThat(checkpoints.isEnableCheckpointsAfterTasksFinish()).isTrue();
        assertThat(checkpoints.getCheckpointInterval()).isLessThanOrEqualTo(10_000);
        assertThat(graph.getCheckpointConfig().isApproximateLocalRecoveryEnabled())
                .isFalse();
        assertThat(env.getBufferTimeout()).isNotNegative();
        assertThat(env.getConfiguration().get(PipelineOptions.AUTO_WATERMARK_INTERVAL))
                .isGreaterThan(Duration.ZERO);
    }

    private static CheckpointCoordinatorConfiguration checkpoints(StreamGraph graph) {
        return graph.getJobGraph().getCheckpointingSettings().getCheckpointCoordinatorConfiguration();
    }

    private static StreamGraph graph(StreamExecutionEnvironment env, JobConfig config) {
        env.configure(TrainingJob.flink(config));
        TrainingJob.define(env, config);
        return env.getStreamGraph(false);
    }

    private static StreamExecutionEnvironment environment(Map<String, String> settings) {
        return new StreamExecutionEnvironment(Configuration.fromMap(settings));
    }

    private static JobConfig config(Map<String, String> flink) {
        StringBuilder keys = new StringBuilder();
        new TreeMap<>(flink)
                .forEach((key, value) ->
                        keys.append("  ").append(key).append(": ").append(value).append('\n'));
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092", bounded: true}
                model: {input: {type: features, size: 1}, layers: [{type: gru, units: 2}], head: {units: 1, loss: {type: mse}}}
                """ + (flink.isEmpty() ? "" : "flink:\n" + keys));
    }
}
