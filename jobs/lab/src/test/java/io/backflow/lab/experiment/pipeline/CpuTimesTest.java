package io.backflow.lab.experiment.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.experiment.pipeline.CpuTimes.Group;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CpuTimesTest {

    @Test
    void threadsBelongToGroupsByTheirNames() {
        assertThat(Group.of("Source: timesteps -> decode (1/2)#0")).isEqualTo(Group.READING);
        assertThat(Group.of("Source Data Fetcher for Source: timesteps (1/2)#0"))
                .isEqualTo(Group.FETCHING);
        assertThat(Group.of("sequence-trainer -> Filter (2/2)#0")).isEqualTo(Group.TRAINING);
        assertThat(Group.of("kafka-producer-network-thread | producer-1")).isEqualTo(Group.WRITING);
        assertThat(Group.of("parameter-server (1/2)#0")).isEqualTo(Group.OTHER);
    }

    @Test
    void whatIsNoneOfThePathsOwnIsLeftOut() {
        CpuTimes before = new CpuTimes(Map.of(Group.READING, 10L, Group.BROKER, 5L));
        CpuTimes after =
                new CpuTimes(Map.of(Group.READING, 25L, Group.TRAINING, 4L, Group.GC_AND_JIT, 100L, Group.BROKER, 50L));

        assertThat(after.since(before).ownNanos()).isEqualTo(19);
        assertThat(after.since(before).plus(after.since(before)).ownNanos()).isEqualTo(38);
    }

    @Test
    void aThreadThatWorksIsCounted() {
        CpuTimes before = CpuTimes.now();
        long until = System.nanoTime() + 200_000_000;
        double x = 1;
        while (System.nanoTime() < until) {
            x = Math.sin(x);
        }

        assertThat(x).isFinite();
        assertThat(CpuTimes.now().since(before).ownNanos()).isPositive();
    }
}
