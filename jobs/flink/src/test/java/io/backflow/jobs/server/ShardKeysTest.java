package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class ShardKeysTest {

    private static final int GROUPS = 128;

    @Test
    void noSubtaskHasTwoShardsMoreThanAnother() {
        for (int shards = 1; shards <= 16; shards++) {
            int[] keys = ShardKeys.of(shards, GROUPS);
            for (int parallelism = 1; parallelism <= 8; parallelism++) {
                int[] held = new int[parallelism];
                for (int key : keys) {
                    held[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, GROUPS, parallelism)]++;
                }
                var counts = Arrays.stream(held).summaryStatistics();

                assertThat(counts.getMax() - counts.getMin())
                        .as("%d shards on %d subtasks: %s", shards, parallelism, Arrays.toString(held))
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void moreShardsThanKeyGroupsHaveKeysOfTheirOwnToo() {
        assertThat(ShardKeys.of(300, GROUPS)).doesNotHaveDuplicates();
    }
}
