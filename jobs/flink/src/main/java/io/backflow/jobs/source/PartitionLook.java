package io.backflow.jobs.source;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.config.StartConfig.From;
import io.backflow.jobs.source.TopicExtent.Offsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the brokers say of the topic when partitions are handed out.
 *
 * @param extent the log
 * @param committed the consumer group's offsets, where a job without state begins at them
 */
record PartitionLook(TopicExtent extent, Map<TopicPartition, OffsetAndMetadata> committed) {

    static PartitionLook at(Admin admin, KafkaConfig kafka) throws ExecutionException, InterruptedException {
        TopicExtent extent = TopicExtent.of(admin, kafka.topics().timesteps(), kafka.readsCommitted());
        if (kafka.start().from() != From.COMMITTED) {
            return new PartitionLook(extent, Map.of());
        }
        return new PartitionLook(
                extent,
                admin.listConsumerGroupOffsets(kafka.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get());
    }

    /** Where a job without state begins. A committed offset whose record is gone counts as none. */
    SortedMap<Integer, Long> begin(From from) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        extent.partitions().forEach((partition, there) -> offsets.put(partition, begin(from, partition, there)));
        return offsets;
    }

    private long begin(From from, int partition, Offsets there) {
        OffsetAndMetadata offset = committed.get(new TopicPartition(extent.topic(), partition));
        return switch (from) {
            case EARLIEST -> there.begin();
            case LATEST -> there.stable();
            case COMMITTED ->
                offset == null || offset.offset() < there.begin() || offset.offset() > there.end()
                        ? there.begin()
                        : offset.offset();
        };
    }
}
