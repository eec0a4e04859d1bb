package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import org.apache.flink.api.common.eventtime.WatermarkAlignmentParams;
import org.junit.jupiter.api.Test;

class StepWatermarksTest {

    private static final String ROUNDS = "{type: synchronous, round: 10s}";

    @Test
    void inALiveStreamNoPartitionIsReadFarAheadOfTheRoundsThatOthersAreAt() {
        WatermarkAlignmentParams live = alignment(ROUNDS, false);

        assertThat(live.isEnabled()).isTrue();
        assertThat(live.getMaxAllowedWatermarkDrift()).isEqualTo(64 * 10_000);
    }

    @Test
    void aReplayAndWorkersWithoutRoundsAreNotHeldBack() {
        assertThat(alignment(ROUNDS, true).isEnabled()).isFalse();
        assertThat(alignment("{type: asynchronous}", false).isEnabled()).isFalse();
    }

    private static WatermarkAlignmentParams alignment(String sync, boolean bounded) {
        return StepWatermarks.of(JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9092", bounded: %s}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 2}]
              head: {units: 1, loss: {type: mse}}
            sync: %s
            """.formatted(bounded, sync))).getAlignmentParameters();
    }
}
