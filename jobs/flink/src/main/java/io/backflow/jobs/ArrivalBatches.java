package io.backflow.jobs;

import io.backflow.jobs.alignment.AlignmentRule;
import io.backflow.jobs.alignment.ReaderAlignment;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.exchange.ArrivalBatchType;
import io.backflow.jobs.sequence.Arrival;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.runtime.operators.coordination.OperatorEventHandler;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what goes to the same worker, so that the edge between the two carries one record for many steps. Nothing
 * waits longer than {@value #LINGER_MILLIS} ms, and nothing stays behind a watermark, a barrier or the end: a worker
 * sees the same order as without batches. Where readers are aligned, a {@link ReaderAlignment} says which watermarks
 * the workers receive.
 */
public final class ArrivalBatches extends AbstractStreamOperator<ArrivalBatch>
        implements OneInputStreamOperator<Arrival, ArrivalBatch>, BoundedOneInput, OperatorEventHandler {

    /** Arrivals in a batch at most. */
    static final int MOST_ARRIVALS = 64;

    /** A batch with so many features and targets is full: about a network buffer. */
    static final int ENOUGH_NUMBERS = 8192;

    static final long LINGER_MILLIS = 1;

    private static final long serialVersionUID = 1L;

    /** What a step takes up beside its numbers, in numbers. */
    private static final int HEAD = 16;

    private final WorkerChannels channels;
    private final transient @Nullable ReaderAlignment alignment;
    private transient Batch[] batches = {};
    private transient int keyGroups;
    private transient boolean timed;

    /** What is on its way to one worker. */
    private static final class Batch {

        private List<Arrival> arrivals = new ArrayList<>(MOST_ARRIVALS);
        private int numbers;

        void add(Arrival arrival) {
            arrivals.add(arrival);
            numbers += numbers(arrival);
        }

        private static int numbers(Arrival arrival) {
            if (arrival instanceof Step step) {
                return step.features().length + length(step.target());
            }
            return length(((StepLabel) arrival).target());
        }

        private static int length(float @Nullable [] values) {
            return values == null ? 0 : values.length;
        }

        boolean isFull() {
            return arrivals.size() >= MOST_ARRIVALS || numbers >= ENOUGH_NUMBERS;
        }

        /** Its arrivals, none of which are left in it; null where it has none. */
        @Nullable
        ArrivalBatch take() {
            if (arrivals.isEmpty()) {
                return null;
            }
            ArrivalBatch taken = new ArrivalBatch(arrivals);
            arrivals = new ArrayList<>(MOST_ARRIVALS);
            numbers = 0;
            return taken;
        }
    }

    ArrivalBatches(WorkerChannels channels) {
        this.channels = channels;
        alignment = null;
    }

    ArrivalBatches(
            StreamOperatorParameters<ArrivalBatch> parameters, WorkerChannels channels, ReaderAlignment alignment) {
        super(parameters);
        this.channels = channels;
        this.alignment = alignment;
    }

    /** {@code arrivals} in batches, by sequence. */
    public static KeyedStream<ArrivalBatch, String> of(DataStream<Arrival> arrivals) {
        return of(arrivals, null);
    }

    /** The same where readers are aligned by {@code rule}; null: they are not. */
    static KeyedStream<ArrivalBatch, String> of(DataStream<Arrival> arrivals, @Nullable AlignmentRule rule) {
        SingleOutputStreamOperator<ArrivalBatch> batches = rule == null
                ? arrivals.transform("batches", ArrivalBatchType.get(), new ArrivalBatches(WorkerChannels.OF_TASK))
                : arrivals.transform("batches", ArrivalBatchType.get(), new AlignedBatchesFactory(rule));
        return batches.uid("batches")
                .setParallelism(arrivals.getParallelism())
                .keyBy(ArrivalBatch::sequenceId, Types.STRING);
    }

    @Override
    public void open() throws Exception {
        super.open();
        WorkerChannels.Range range = channels.range(getContainingTask());
        keyGroups = range.keyGroups();
        batches = new Batch[range.workers()];
        for (int worker = 0; worker < batches.length; worker++) {
            batches[worker] = new Batch();
        }
        ReaderAlignment aligned = alignment;
        if (aligned != null) {
            long every = ReaderAlignment.REPORT_MILLIS;
            getProcessingTimeService().scheduleWithFixedDelay(time -> aligned.pass(), every, every);
        }
    }

    @Override
    public void processElement(StreamRecord<Arrival> element) {
        Arrival arrival = element.getValue();
        Batch batch = batches[
                KeyGroupRangeAssignment.assignKeyToParallelOperator(arrival.sequenceId(), keyGroups, batches.length)];
        batch.add(arrival);
        if (batch.isFull()) {
            emit(batch);
        } else if (!timed) {
            timed = true;
            long now = getProcessingTimeService().getCurrentProcessingTime();
            getProcessingTimeService().registerTimer(now + LINGER_MILLIS, time -> lingered());
        }
    }

    private void lingered() {
        timed = false;
        emitAll();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (alignment == null || alignment.reach(mark.getTimestamp())) {
            mark(mark.getTimestamp());
        }
    }

    private void mark(long time) {
        emitAll();
        output.emitWatermark(new Watermark(time));
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (alignment == null || !alignment.silent(status.isIdle(), this::mark)) {
            super.processWatermarkStatus(status);
        }
    }

    @Override
    public void handleOperatorEvent(OperatorEvent event) {
        if (alignment != null) {
            alignment.receive(event, this::mark);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        emitAll();
    }

    @Override
    public void endInput() {
        emitAll();
    }

    @Override
    public void close() throws Exception {
        if (alignment != null) {
            alignment.close();
        }
        super.close();
    }

    private void emitAll() {
        for (Batch batch : batches) {
            emit(batch);
        }
    }

    private void emit(Batch batch) {
        if (alignment != null) {
            alignment.read(batch.numbers + (long) HEAD * batch.arrivals.size());
        }
        ArrivalBatch full = batch.take();
        if (full != null) {
            metrics.getIOMetricGroup()
                    .getNumRecordsOutCounter()
                    .inc(full.arrivals().size() - 1L); // Flink counts one
            output.collect(new StreamRecord<>(full));
        }
    }
}
