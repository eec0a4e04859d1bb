package io.backflow.jobs.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * A reader that saves with each partition how far its event time has come, and goes on from there. Flink saves no
 * watermarks: what had become due before a failure, and was not yet done, would wait for the partition's next record.
 */
final class TimedReader<T> extends PassingReader<T, KafkaPartitionSplit> {

    private final EventTimeRule<T> rule;
    private final Map<String, PartitionTime> times = new HashMap<>();
    private final List<String> restored = new ArrayList<>();
    private final CompletableFuture<Void> given = new CompletableFuture<>();
    private @Nullable TimedOutput timed;

    TimedReader(SourceReader<T, KafkaPartitionSplit> reader, EventTimeRule<T> rule) {
        super(reader);
        this.rule = rule;
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
        for (KafkaPartitionSplit split : splits) {
            if (split instanceof TimedSplit) {
                time(split.splitId()).newest = TimedSplit.newest(split);
                restored.add(split.splitId());
            }
        }
        given.complete(null);
        super.addSplits(splits);
    }

    private PartitionTime time(String split) {
        return times.computeIfAbsent(split, s -> new PartitionTime());
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        if (!restored.isEmpty()) {
            sayRestored(output);
        }
        return super.pollNext(timed(output));
    }

    private void sayRestored(ReaderOutput<T> output) {
        for (String split : restored) {
            long watermark = rule.watermark(time(split).newest);
            output.createOutputForSplit(split).emitWatermark(new Watermark(watermark));
        }
        restored.clear();
    }

    private TimedOutput timed(ReaderOutput<T> output) {
        TimedOutput known = timed;
        if (known == null || known.output != output) {
            known = new TimedOutput(output);
            timed = known;
        }
        return known;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        if (!given.isDone()) {
            return CompletableFuture.anyOf(given, super.isAvailable()).thenAccept(any -> {});
        }
        return restored.isEmpty() ? super.isAvailable() : given;
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
        return super.snapshotState(checkpoint).stream()
                .map(split -> TimedSplit.of(split, time(split.splitId()).newest))
                .toList();
    }

    /** How far the time of a partition has come. */
    private static final class PartitionTime {

        private long newest = EventTimeRule.NONE;
    }

    /** Notes the times of what is sent on. */
    private final class TimedOutput extends PassingOutput<T> implements ReaderOutput<T> {

        private final ReaderOutput<T> output;

        TimedOutput(ReaderOutput<T> output) {
            super(output);
            this.output = output;
        }

        @Override
        public SourceOutput<T> createOutputForSplit(String split) {
            return new PartitionOutput(output.createOutputForSplit(split), time(split));
        }

        @Override
        public void releaseOutputForSplit(String split) {
            times.remove(split);
            output.releaseOutputForSplit(split);
        }
    }

    /** The output of one partition. */
    private final class PartitionOutput extends PassingOutput<T> {

        private final PartitionTime time;

        PartitionOutput(SourceOutput<T> output, PartitionTime time) {
            super(output);
            this.time = time;
        }

        @Override
        public void collect(T element) {
            collect(element, EventTimeRule.NONE);
        }

        @Override
        public void collect(T element, long recordTime) {
            time.newest = Math.max(time.newest, rule.of(element, recordTime));
            super.collect(element, recordTime);
        }
    }
}
