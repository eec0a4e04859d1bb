package io.backflow.jobs;

import io.backflow.jobs.alignment.AlignmentRule;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.kafka.ArrivalTime;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.ReaderClock;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Event time of the stream, by the {@link ArrivalTime} of its partitions. Where there are rounds, the step that opens a
 * round ends the one before it, at once and at the same place of the partition every time; otherwise time follows the
 * newest step. A partition that is silent for longer than {@code kafka.idle_timeout} no longer holds back event time;
 * its later steps are late, and belong to the round that is then open.
 */
public final class StepWatermarks {

    /** So many rounds one partition may be read ahead of another. */
    private static final int ROUNDS_AHEAD = 64;

    private static final Duration ALIGNED_EVERY = Duration.ofMillis(200);

    /** Steps and labels are aligned so much oftener: what is read between is ahead as well. */
    private static final int LABELS_OFTENER = 4;

    /** Steps and labels are read so far apart at least, so that a replay is not held up by a short wait. */
    private static final Duration LEAST_AHEAD = Duration.ofMinutes(1);

    /** So many numbers one reader of a replay may have read beyond the time of all others: some 32 MiB of steps. */
    private static final long NUMBERS_AHEAD = 1L << 23;

    private StepWatermarks() {}

    static WatermarkStrategy<DecodeResult> of(JobConfig config) {
        return of(config, System::currentTimeMillis);
    }

    /** The same with another clock than this machine's. */
    public static WatermarkStrategy<DecodeResult> of(JobConfig config, ReaderClock clock) {
        return of(config, ArrivalTime.of(config, clock));
    }

    /** That of labels in a topic of their own: how far they have become known. */
    static WatermarkStrategy<DecodeResult> ofLabels(JobConfig config) {
        return of(config, ArrivalTime.ofLabels(config));
    }

    private static WatermarkStrategy<DecodeResult> of(JobConfig config, ArrivalTime time) {
        WatermarkStrategy<DecodeResult> strategy =
                time.roundMillis() > 0 ? context -> new RoundEnds(time) : WatermarkStrategy.forMonotonousTimestamps();
        if (config.kafka().declaresIdle()) {
            strategy = strategy.withIdleness(config.kafka().idleTimeout());
        }
        strategy = only(time, strategy);
        Duration ahead = mostAhead(config);
        if (ahead != null) {
            Duration every = hasLabelsTopic(config) ? ALIGNED_EVERY.dividedBy(LABELS_OFTENER) : ALIGNED_EVERY;
            strategy = strategy.withWatermarkAlignment("timesteps", ahead, every);
        }
        return strategy.withTimestampAssigner(time::of);
    }

    /**
     * How far one partition may be read ahead of another; null: as far as it is. Where workers cannot keep up, what is
     * ahead waits in Kafka and not in the workers' state, which would grow without end. Steps that are read ahead of
     * their labels wait in the workers' state too, in a replay as well. Readers of a replay without labels are aligned
     * by what they have read, not by time: its steps may be rounds apart.
     */
    private static @Nullable Duration mostAhead(JobConfig config) {
        if (config.target() instanceof TargetConfig.Delayed delayed && hasLabelsTopic(config)) {
            return delayed.maxWait().compareTo(LEAST_AHEAD) > 0 ? delayed.maxWait() : LEAST_AHEAD;
        }
        return config.sync() instanceof SyncConfig.Synchronous synchronous
                        && !config.kafka().bounded()
                ? synchronous.round().multipliedBy(ROUNDS_AHEAD)
                : null;
    }

    /**
     * How the readers of a synchronous job are aligned; null: they are not. Where a partition may be declared silent, a
     * reader that has no other goes on with the time of the others, so that no worker ever leaves out a channel: each
     * worker would do so at another place among the steps, end rounds that the others have not, and wait for them while
     * its full inputs hold up what they still need. Where partitions end, a reader waits while it is too far ahead.
     * Labels of another topic hold back time by themselves.
     */
    static @Nullable AlignmentRule alignment(JobConfig config) {
        if (!(config.sync() instanceof SyncConfig.Synchronous) || hasLabelsTopic(config)) {
            return null;
        }
        KafkaConfig kafka = config.kafka();
        return kafka.bounded() || kafka.declaresIdle()
                ? new AlignmentRule(kafka.declaresIdle(), kafka.bounded() ? NUMBERS_AHEAD : Long.MAX_VALUE)
                : null;
    }

    /** How many subtasks read. */
    static int readers(JobConfig config, int parallelism) {
        return Math.min(parallelism, mostReaders(config));
    }

    /**
     * How many subtasks may read at any parallelism: one, if there are rounds, labels of another topic, and partitions
     * that may be declared silent; a reader of labels alone would have no time to follow. One reader is not the maximum
     * parallelism of its operators: Flink would refuse savepoints that were written with another. So each reader checks
     * their number when it starts.
     */
    static int mostReaders(JobConfig config) {
        boolean one = config.sync() instanceof SyncConfig.Synchronous
                && config.kafka().declaresIdle()
                && hasLabelsTopic(config);
        return one ? 1 : Integer.MAX_VALUE;
    }

    private static boolean hasLabelsTopic(JobConfig config) {
        return config.kafka().topics().labels() != null;
    }

    /** Nothing else is seen: a rejected record has no time, and a partition that brings nothing else is silent. */
    private static WatermarkStrategy<DecodeResult> only(ArrivalTime time, WatermarkStrategy<DecodeResult> strategy) {
        return context -> new Only(time, strategy.createWatermarkGenerator(context));
    }

    private record Only(ArrivalTime time, WatermarkGenerator<DecodeResult> generator)
            implements WatermarkGenerator<DecodeResult> {

        @Override
        public void onEvent(DecodeResult arrival, long eventTime, WatermarkOutput output) {
            if (time.counts(arrival)) {
                generator.onEvent(arrival, eventTime, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            generator.onPeriodicEmit(output);
        }
    }

    /** Ends a round with the step that opens a later one. */
    private static final class RoundEnds implements WatermarkGenerator<DecodeResult> {

        private final ArrivalTime time;
        private long newest = Long.MIN_VALUE;

        RoundEnds(ArrivalTime time) {
            this.time = time;
        }

        @Override
        public void onEvent(DecodeResult arrival, long eventTime, WatermarkOutput output) {
            long end = time.watermark(eventTime);
            if (end > newest) {
                newest = end;
                output.emitWatermark(new Watermark(end));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            // only steps end rounds
        }
    }
}
