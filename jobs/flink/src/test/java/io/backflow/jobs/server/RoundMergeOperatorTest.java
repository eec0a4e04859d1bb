package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.TrainingTotals;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class RoundMergeOperatorTest {

    @Test
    void everyShardHearsTheNormWhereGradientsAreClipped() throws Exception {
        try (var harness = harness(3)) {
            harness.processElement(contribution(1, 0, 5), 0);
            harness.processElement(contribution(1, 1, 5), 0);

            assertThat(harness.extractOutputValues())
                    .extracting(Contribution::shard, Contribution::origin, Contribution::squaredNorm)
                    .containsExactly(tuple(1, 1, 16.0), tuple(0, 1, 16.0), tuple(2, 1, 16.0));
        }
    }

    @Test
    void withoutClippingNoShardHearsOfAnother() throws Exception {
        try (var harness = harness(1)) {
            harness.processElement(contribution(1, 0, 5), 0);
            harness.processElement(contribution(1, 1, 5), 0);

            assertThat(harness.extractOutputValues())
                    .extracting(Contribution::shard)
                    .containsExactly(1);
        }
    }

    @Test
    void aRoundThatStraddlesACheckpointIsABrokenInvariant() throws Exception {
        try (var harness = harness(1)) {
            harness.processElement(contribution(0, 0, 5), 0);

            assertThatThrownBy(() -> harness.snapshot(1, 0))
                    .hasStackTraceContaining("finds 1 unfinished rounds in shard 0");
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<Integer, Contribution, Contribution> harness(int normsTo)
            throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new RoundMergeOperator(normsTo)), Contribution::shard, Types.INT);
        harness.open();
        return harness;
    }

    private static Contribution contribution(int shard, int worker, long round) {
        float[] values = {2f};
        return new Contribution(
                shard, shard, worker, 2, 0, round, 0, values, Contribution.NOTHING, 0, 1, 4, TrainingTotals.ZERO);
    }
}
