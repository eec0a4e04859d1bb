package io.backflow.jobs;

import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.kafka.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sync.Rounds;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time of the stream. Where there are rounds, the step that opens a round ends the one before it, at once and at
 * the same place of the partition every time; otherwise time follows the newest step.
 */
final class StepWatermarks {

    private StepWatermarks() {}

    static WatermarkStrategy<Arrival> of(SyncConfig sync) {
        WatermarkStrategy<Arrival> strategy = sync instanceof SyncConfig.Synchronous synchronous
                ? ofRounds(synchronous.round().toMillis())
                : WatermarkStrategy.forMonotonousTimestamps();
        return strategy.withTimestampAssigner((arrival, kafkaTime) -> {
            Step step = arrival.step();
            return step == null ? kafkaTime : step.eventTime();
        });
    }

    private static WatermarkStrategy<Arrival> ofRounds(long millis) {
        return context -> new RoundEnds(new Rounds(millis));
    }

    /** Ends a round with the step that opens a later one. */
    private static final class RoundEnds implements WatermarkGenerator<Arrival> {

        private final Rounds rounds;
        private long open = Rounds.NONE;

        RoundEnds(Rounds rounds) {
            this.rounds = rounds;
        }

        @Override
        public void onEvent(Arrival arrival, long eventTime, WatermarkOutput output) {
            if (arrival.step() == null) {
                return;
            }
            long round = rounds.of(eventTime);
            if (round > open) {
                open = round;
                output.emitWatermark(new Watermark(round * rounds.millis() - 1));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // only steps end rounds
        }
    }
}
