package io.backflow.lab.experiment.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.experiment.pipeline.CpuTimes.Group;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class CpuTimesTest {

    @Test
    void threadsBelongToGroupsByTheirNames() {
        assertThat(Group.of("Source: timesteps -> decode (1/2)#0", Group.OTHER)).isEqualTo(Group.READING);
        assertThat(Group.of("Source Data Fetcher for Source: timesteps (1/2)#0", Group.OTHER))
                .isEqualTo(Group.FETCHING);
        assertThat(Group.of("sequence-trainer -> Filter (2/2)#0", Group.OTHER)).isEqualTo(Group.TRAINING);
        assertThat(Group.of("kafka-producer-network-thread | producer-1", Group.OTHER))
                .isEqualTo(Group.WRITING);
        assertThat(Group.of("rocksdb:low", Group.GC)).isEqualTo(Group.ROCKSDB);
        assertThat(Group.of("C2 CompilerThre", Group.GC)).isEqualTo(Group.JIT);
        assertThat(Group.of("parameter-server (1/2)#0", Group.OTHER)).isEqualTo(Group.OTHER);
    }

    @Test
    void whatIsNoneOfThePathsOwnIsLeftOut() {
        CpuTimes before = new CpuTimes(Map.of(Group.READING, 10L, Group.BROKER, 5L));
        Map<Group, Long> foreign = Map.of(Group.GC, 90L, Group.JIT, 7L, Group.BROKER, 50L);
        Map<Group, Long> nanos = new EnumMap<>(foreign);
        nanos.putAll(Map.of(Group.READING, 21L, Group.TRAINING, 4L, Group.ROCKSDB, 4L));
        CpuTimes after = new CpuTimes(nanos);

        assertThat(after.since(before).ownNanos()).isEqualTo(19);
        assertThat(after.since(before).plus(after.since(before)).ownNanos()).isEqualTo(38);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theCompilersTimeIsKnown() {
        assertThat(CpuTimes.now().nanos().getOrDefault(Group.JIT, 0L)).isPositive();
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
