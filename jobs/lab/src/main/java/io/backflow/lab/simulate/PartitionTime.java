package io.backflow.lab.simulate;

import io.backflow.jobs.StepWatermarks;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.kafka.EventTimeCheck;
import io.backflow.jobs.kafka.InvalidTimestep;
import io.backflow.jobs.sequence.ClockRule;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.apache.flink.util.clock.SystemClock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Event time of one partition: the production classes decide which steps are rejected and how far time goes. */
final class PartitionTime implements WatermarkOutput {

    private static final Context CONTEXT = new Context();

    private final int partition;
    private final ClockPlan clocks;
    private final EventTimeCheck check;
    private final TimestampAssigner<DecodeResult> times;
    private final WatermarkGenerator<DecodeResult> generator;
    private final LongConsumer watermarks;
    private long reader = Long.MIN_VALUE;
    private long newest = Long.MIN_VALUE;

    /** @param watermarks receives every watermark that is emitted */
    PartitionTime(JobConfig config, ClockPlan clocks, int partition, LongConsumer watermarks) {
        this.partition = partition;
        this.clocks = clocks;
        this.watermarks = watermarks;
        check = new EventTimeCheck(config.clockRule(), () -> reader);
        WatermarkStrategy<DecodeResult> strategy = StepWatermarks.of(config, () -> reader);
        times = strategy.createTimestampAssigner(CONTEXT);
        generator = strategy.createWatermarkGenerator(CONTEXT);
    }

    /** Whether {@code step} is accepted; what is accepted goes to {@link #read}. */
    boolean accepts(RecordedStep step) {
        reader = clocks.reader(step);
        try {
            check.check(step.step().eventTime(), record(step));
            return true;
        } catch (InvalidTimestep e) {
            return false;
        }
    }

    private ConsumerRecord<byte[], byte[]> record(RecordedStep step) {
        return new ConsumerRecord<>(
                "timesteps",
                partition,
                step.number(),
                clocks.timestamp(step),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }

    /** An accepted step has been sent on: time goes with it. */
    void read(RecordedStep step) {
        newest = Math.max(newest, ClockRule.clock(clocks.timestamp(step), reader));
        DecodeResult arrival = DecodeResult.of(step.step());
        generator.onEvent(arrival, times.extractTimestamp(arrival, clocks.timestamp(step)), this);
    }

    /** Some processing time has passed. */
    void pass() {
        generator.onPeriodicEmit(this);
    }

    /** The reader's clock when it read the newest step. */
    long clock() {
        return reader;
    }

    /** Kafka's timestamp of {@code step}'s record. */
    long timestamp(RecordedStep step) {
        return clocks.timestamp(step);
    }

    /** The newest of the clocks that counted for an accepted step; the lead over it is bounded. */
    long newest() {
        return newest;
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        watermarks.accept(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
        throw new IllegalStateException("kafka.idle_timeout is 0 in the simulator");
    }

    @Override
    public void markActive() {}

    /** What generators may ask for. */
    private static final class Context
            implements TimestampAssignerSupplier.Context, WatermarkGeneratorSupplier.Context {

        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return SystemClock.getInstance();
        }
    }
}
