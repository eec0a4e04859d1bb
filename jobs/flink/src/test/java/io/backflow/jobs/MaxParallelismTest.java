package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.server.ShardKeys;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxParallelismTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, 128", "8, 128", "128, 128", "129, 4096", "256, 4096", "257, 8192", "1000, 16384", "5000, 32768"})
    void manyWorkersHaveManyKeyGroupsEach(int workers, int groups) {
        assertThat(of(new Configuration(), workers)).isEqualTo(groups);
    }

    @Test
    void whatIsConfiguredStands() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setMaxParallelism(300);
        env.setParallelism(200);

        assertThat(MaxParallelism.of(env)).isEqualTo(300);
    }

    @Test
    void stateIsGoneOnFromWithItsOwn() throws Exception {
        Configuration flink = new Configuration();
        flink.set(StateRecoveryOptions.SAVEPOINT_PATH, saved(4096).toUri().toString());

        assertThat(of(flink, 2)).as("fewer workers than before").isEqualTo(4096);
    }

    @Test
    void stateThatIsNotThereIsLeftToFlink() {
        Configuration flink = new Configuration();
        flink.set(
                StateRecoveryOptions.SAVEPOINT_PATH,
                folder.resolve("none").toUri().toString());

        assertThat(of(flink, 2)).isEqualTo(128);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 4096, 16384, 32768})
    void shardsLieEvenlyOverAnyNumberOfGroups(int groups) {
        for (int subtasks : List.of(2, 4, 20)) {
            long[] held = new long[subtasks];
            for (int key : ShardKeys.of(20, groups)) {
                held[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, groups, subtasks)]++;
            }
            assertThat(Arrays.stream(held).boxed().toList())
                    .as("%d subtasks", subtasks)
                    .containsOnly(20L / subtasks);
        }
    }

    private static int of(Configuration flink, int workers) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(workers);
        return MaxParallelism.of(env);
    }

    private Path saved(int groups) throws Exception {
        List<OperatorState> operators = List.of(
                new OperatorState(null, "parameter-server", new OperatorID(1, 1), 200, groups),
                new OperatorState(null, "publisher", new OperatorID(1, 2), 1, 1));
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(folder.resolve("_metadata")))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, operators, List.of()), out);
        }
        return folder;
    }
}
