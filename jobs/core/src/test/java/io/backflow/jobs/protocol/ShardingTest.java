package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardingTest {

    @Test
    void shardsCoverTheVectorWithLengthsThatDifferByOneAtMost() {
        for (int size = 1; size < 40; size++) {
            for (int shards = 1; shards <= size; shards++) {
                Sharding sharding = new Sharding(size, shards);
                var lengths = IntStream.range(0, shards).map(sharding::length).summaryStatistics();

                assertThat(lengths.getSum()).isEqualTo(size);
                assertThat(lengths.getMax() - lengths.getMin()).isLessThanOrEqualTo(1);
                assertThat(lengths.getMin()).isPositive();
            }
        }
    }

    @Test
    void slotRowsAreCutAndPutBackEachInItsPlace() {
        Sharding sharding = new Sharding(5, 2);
        float[] slots = {1, 2, 3, 4, 5, 10, 20, 30, 40, 50};
        assertThat(sharding.slotPart(slots, 1)).containsExactly(3, 4, 5, 30, 40, 50);

        float[] together = new float[10];
        sharding.putSlotPart(sharding.slotPart(slots, 0), 0, together);
        sharding.putSlotPart(sharding.slotPart(slots, 1), 1, together);

        assertThat(together).isEqualTo(slots);
    }

    @Test
    void offsetsOfALargeVectorDoNotOverflow() {
        Sharding sharding = new Sharding(Integer.MAX_VALUE, 1000);

        assertThat(sharding.offset(1000)).isEqualTo(Integer.MAX_VALUE);
        assertThat(sharding.length(999)).isPositive();
    }

    @Test
    void moreShardsThanParametersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sharding(3, 4))
                .withMessage("server.shards is 4; it must be between 1 and the model's 3 parameters");
    }
}
