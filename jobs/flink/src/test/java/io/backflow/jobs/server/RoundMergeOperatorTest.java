package io.backflow.jobs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.exchange.Travel;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundNorm;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.Encoding;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class RoundMergeOperatorTest {

    @Test
    void everyShardGetsTheNormIfGradientsAreClipped() throws Exception {
        try (var harness = harness(3)) {
            harness.processElement(contribution(1, 0, 5), 0);
            harness.processElement(contribution(1, 1, 5), 0);

            assertThat(harness.extractOutputValues().subList(1, 3))
                    .isEqualTo(List.of(new RoundNorm(0, 1, 5, 16), new RoundNorm(2, 1, 5, 16)));
            assertThat(harness.extractOutputValues()).hasSize(3).first().isInstanceOf(RoundSum.class);
        }
    }

    @Test
    void withoutClippingNoShardGetsANorm() throws Exception {
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
        harness.setup(Travel.serializer(Encoding.FLOAT32));
        harness.open();
        return harness;
    }

    private static Contribution contribution(int shard, int worker, long round) {
        return new RoundPart(shard, new Sender(worker, 2), round, Contributions.share(1, 2f));
    }
}
