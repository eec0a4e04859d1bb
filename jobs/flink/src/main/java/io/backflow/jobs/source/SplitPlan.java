package io.backflow.jobs.source;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.source.TopicExtent.Offsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a reader is given of a partition: where it begins, how far its time has come, and where it ends where the
 * job is bounded.
 */
final class SplitPlan {

    private final KafkaConfig kafka;
    private final @Nullable BoundedRead bound;
    private final TopicExtent extent;

    /** @param bound where the partitions end; null: where they end now, or where they were to end before a restore */
    SplitPlan(KafkaConfig kafka, @Nullable BoundedRead bound, TopicExtent extent) {
        this.kafka = kafka;
        this.bound = bound;
        this.extent = extent;
    }

    List<KafkaPartitionSplit> fresh(SortedMap<Integer, Long> begins) {
        List<KafkaPartitionSplit> splits = new ArrayList<>();
        begins.forEach((partition, offset) -> splits.add(split(partition, offset, null)));
        return splits;
    }

    KafkaPartitionSplit fromItsBeginning(int partition) {
        return split(partition, there(partition).begin(), null);
    }

    /** @param former as it was before; null where it is read for the first time */
    KafkaPartitionSplit split(int partition, long offset, @Nullable KafkaPartitionSplit former) {
        TopicPartition of = new TopicPartition(extent.topic(), partition);
        KafkaPartitionSplit split = kafka.bounded()
                ? new KafkaPartitionSplit(of, offset, Math.max(offset, end(partition, former)))
                : new KafkaPartitionSplit(of, offset);
        return former == null ? split : TimedSplit.of(split, TimedSplit.newest(former));
    }

    private long end(int partition, @Nullable KafkaPartitionSplit former) {
        long now = there(partition).stable();
        if (bound != null) {
            return bound.ends().getOrDefault(partition, now);
        }
        return former == null
                ? now
                : former.getStoppingOffset().filter(end -> end >= 0).orElse(now);
    }

    /** The next record of a partition. Of one that was never read, an older build saved a mark in place of a number. */
    long next(KafkaPartitionSplit split) {
        long offset = split.getStartingOffset();
        if (offset >= 0) {
            return offset;
        }
        Offsets there = there(split.getPartition());
        return offset == KafkaPartitionSplit.LATEST_OFFSET ? there.stable() : there.begin();
    }

    Offsets there(int partition) {
        Offsets offsets = extent.partitions().get(partition);
        return offsets == null ? new Offsets(0, 0, 0) : offsets;
    }

    /** A partition that no restored reader has was read to where it was to end. */
    static KafkaPartitionSplit readToItsEnd(KafkaPartitionSplit split) {
        long end = split.getStoppingOffset()
                .filter(stop -> stop >= 0)
                .orElseThrow(() -> new IllegalStateException(
                        "the state has no offset of " + split.getTopicPartition() + ", which was read without an end"));
        return new KafkaPartitionSplit(split.getTopicPartition(), end, end);
    }

    /** The reader of a partition, as Flink's own enumerator chooses: the same at each start with as many readers. */
    static int reader(KafkaPartitionSplit split, int readers) {
        int first = ((split.getTopic().hashCode() * 31) & 0x7FFFFFFF) % readers;
        return (first + split.getPartition()) % readers;
    }
}
