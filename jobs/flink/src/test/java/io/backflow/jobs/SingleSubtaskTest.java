package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.RejectedRecordRouter;
import io.backflow.jobs.sequence.Arrival;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What must run in one subtask does so whoever rescales the job. */
class SingleSubtaskTest {

    private static final String MODEL = """
            job: {parallelism: 4}
            kafka: {bootstrap_servers: "127.0.0.1:1"}
            model: {input: {type: features, size: 1}, layers: [{type: gru, units: 1}], head: {units: 1, loss: mse}}
            """;
    private static final String ROUNDS = MODEL + "sync: {type: synchronous, send: gradient, round: 5s}\n";
    private static final String LABELLED = ROUNDS.replace("\"127.0.0.1:1\"", "\"127.0.0.1:1\", topics: {labels: known}")
            + "target: {type: delayed, max_wait: 1h}\n";

    /** Flink lets nobody give an operator more subtasks than its maximum parallelism, which is part of the job. */
    @Test
    void thePublisherAndTheMeterCannotBeRescaled() {
        Map<String, Integer> most = maxParallelism(JobConfig.parse(MODEL), "parallelism.default", "7");

        assertThat(most).containsEntry("publisher", 1).containsEntry("progress-meter", 1);
        assertThat(most.keySet()).anyMatch(name -> name.startsWith("parameters"));
        most.forEach((name, subtasks) -> {
            if (name.matches("(publisher|parameters|progress(?!-account)|retired-committer-progress).*")) {
                assertThat(subtasks).as(name).isEqualTo(1);
            }
        });
        assertThat(most).containsEntry("sequence-trainer", 128);
    }

    @Test
    void theConfiguredParallelismGoesBeforeThatOfTheCommandLine() {
        assertThat(nodes(JobConfig.parse(ROUNDS), "parallelism.default", "7"))
                .filteredOn(node -> node.getOperatorName().contains("timesteps"))
                .extracting(StreamNode::getParallelism)
                .containsExactly(4);
    }

    @Test
    void aSingleReaderThatIsRescaledRefusesToStart() throws Exception {
        int most = StepWatermarks.mostReaders(JobConfig.parse(LABELLED));
        assertThatThrownBy(() -> open(most, 2))
                .hasStackTraceContaining("timesteps has a parallelism of 2")
                .hasStackTraceContaining("pipeline.jobvertex-parallelism-overrides");
        assertThatCode(() -> open(most, 1)).doesNotThrowAnyException();
    }

    @Test
    void allReadButWhereLabelsHaveATopicOfTheirOwnAndPartitionsMayBeDeclaredSilent() {
        String never = LABELLED.replace("\"127.0.0.1:1\"", "\"127.0.0.1:1\", idle_timeout: 0ms");

        assertThat(StepWatermarks.readers(JobConfig.parse(never), 4)).isEqualTo(4);
        assertThat(StepWatermarks.readers(JobConfig.parse(ROUNDS), 4)).isEqualTo(4);
        assertThat(StepWatermarks.readers(JobConfig.parse(LABELLED), 4)).isEqualTo(1);
    }

    @Test
    void theWorkersAreAsManyAsTheConfigurationSays() {
        assertThat(nodes(JobConfig.parse(MODEL), "parallelism.default", "7"))
                .filteredOn(node -> node.getOperatorName().equals("sequence-trainer"))
                .extracting(StreamNode::getParallelism)
                .containsExactly(4);
    }

    @Test
    void anAsynchronousJobMayReadWithAnyNumber() {
        int most = StepWatermarks.mostReaders(JobConfig.parse(MODEL));
        assertThatCode(() -> open(most, 16)).doesNotThrowAnyException();
    }

    private static void open(int most, int readers) throws Exception {
        var router = new ProcessOperator<DecodeResult, Arrival>(new RejectedRecordRouter(most));
        try (var harness = new OneInputStreamOperatorTestHarness<>(router, 128, readers, 0)) {
            harness.open();
        }
    }

    private static Map<String, Integer> maxParallelism(JobConfig config, String key, String value) {
        Map<String, Integer> most = new TreeMap<>();
        nodes(config, key, value).forEach(node -> most.put(node.getOperatorName(), node.getMaxParallelism()));
        return most;
    }

    private static Collection<StreamNode> nodes(JobConfig config, String key, String value) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(key, value)));
        TrainingJob.define(env, config);
        return env.getStreamGraph().getStreamNodes();
    }
}
