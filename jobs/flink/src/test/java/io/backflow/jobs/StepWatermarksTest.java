package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkAlignmentParams;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepWatermarksTest {

    private static final String ROUNDS = "{type: synchronous, round: 10s}";
    private static final String NO_ROUNDS = "{type: asynchronous}";
    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    @Test
    void inALiveStreamNoPartitionIsReadFarAheadOfTheRoundsThatOthersAreAt() {
        WatermarkAlignmentParams live = alignment(ROUNDS, false);

        assertThat(live.isEnabled()).isTrue();
        assertThat(live.getMaxAllowedWatermarkDrift()).isEqualTo(64 * 10_000);
    }

    @Test
    void aReplayAndWorkersWithoutRoundsAreNotHeldBack() {
        assertThat(alignment(ROUNDS, true).isEnabled()).isFalse();
        assertThat(alignment(NO_ROUNDS, false).isEnabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUNDS, NO_ROUNDS})
    void timeFollowsTheStepsOfAReplayWheneverItIsRead(String sync) {
        Partition partition = new Partition(sync);

        partition.step(NOW - 500 * MINUTE, NOW);
        partition.step(NOW - 400 * MINUTE, NOW);

        assertThat(partition.time()).isBetween(NOW - 401 * MINUTE, NOW - 400 * MINUTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUNDS, NO_ROUNDS})
    void aStepAheadOfItsRecordMovesTimeByTheLeadAtMost(String sync) {
        Partition partition = new Partition(sync);

        partition.step(NOW - 20 * MINUTE + 4 * MINUTE, NOW - 20 * MINUTE);

        assertThat(partition.time()).isBetween(NOW - 20 * MINUTE - 10 * SECOND, NOW - 20 * MINUTE + 10 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUNDS, NO_ROUNDS})
    void aStepWhoseRecordIsFromTheFutureTooMovesTimeToTheReadersClockAndTheLeadAtMost(String sync) {
        Partition partition = new Partition(sync);

        partition.step(NOW + 4 * MINUTE, NOW + 4 * MINUTE);
        partition.step(NOW + 4 * MINUTE, -1);

        assertThat(partition.time()).isBetween(NOW - 10 * SECOND, NOW + 10 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUNDS, NO_ROUNDS})
    void aRejectedRecordDoesNotMoveTimeWhateverItsTimestamp(String sync) {
        Partition partition = new Partition(sync);
        partition.step(NOW - MINUTE, NOW);
        long before = partition.time();

        partition.reject(NOW);
        partition.reject(Long.MAX_VALUE);
        partition.reject(-1);

        assertThat(partition.time()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUNDS, NO_ROUNDS})
    void aPartitionThatBringsOnlyRejectedRecordsIsSilent(String sync) {
        Partition partition = new Partition(sync);
        partition.step(NOW - MINUTE, NOW);
        assertThat(partition.idle).isFalse();

        for (int second = 0; second < 70; second++) {
            partition.reject(NOW);
            partition.pass(Duration.ofSeconds(1));
        }

        assertThat(partition.idle).isTrue();
        partition.step(NOW, NOW);
        assertThat(partition.idle).isFalse();
    }

    private static WatermarkAlignmentParams alignment(String sync, boolean bounded) {
        return strategy(sync, bounded).getAlignmentParameters();
    }

    private static WatermarkStrategy<DecodeResult> strategy(String sync, boolean bounded) {
        return StepWatermarks.of(JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9092", bounded: %s}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 2}]
              head: {units: 1, loss: {type: mse}}
            sync: %s
            """.formatted(bounded, sync)), () -> NOW);
    }

    /** A partition of a live topic, as Flink's source sees it. */
    private static final class Partition
            implements WatermarkOutput, WatermarkGeneratorSupplier.Context, TimestampAssignerSupplier.Context {

        private final ManualClock clock = new ManualClock();
        private final WatermarkGenerator<DecodeResult> generator;
        private final TimestampAssigner<DecodeResult> assigner;
        private long watermark = Long.MIN_VALUE;
        private boolean idle;

        Partition(String sync) {
            WatermarkStrategy<DecodeResult> strategy = strategy(sync, false);
            generator = strategy.createWatermarkGenerator(this);
            assigner = strategy.createTimestampAssigner(this);
        }

        void step(long eventTime, long recordTime) {
            float[] features = {1f};
            arrive(
                    DecodeResult.of(new Step("a", 0, eventTime, features, Step.NONE, null, Step.NONE, 1f, false)),
                    recordTime);
        }

        void reject(long recordTime) {
            Rejected rejected =
                    new Rejected("t", 0, 0, recordTime, null, null, new String[0], new byte[0][], "malformed", "");
            arrive(DecodeResult.of(rejected), recordTime);
        }

        private void arrive(DecodeResult arrival, long recordTime) {
            generator.onEvent(arrival, assigner.extractTimestamp(arrival, recordTime), this);
            generator.onPeriodicEmit(this);
        }

        void pass(Duration time) {
            clock.advanceTime(time);
            generator.onPeriodicEmit(this);
        }

        long time() {
            return watermark;
        }

        @Override
        public void emitWatermark(Watermark mark) {
            watermark = Math.max(watermark, mark.getTimestamp());
            idle = false;
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }

        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return clock;
        }
    }
}
