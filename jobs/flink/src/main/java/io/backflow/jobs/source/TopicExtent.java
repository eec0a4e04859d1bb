package io.backflow.jobs.source;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic's log as the brokers have it now.
 *
 * @param topic its name
 * @param id identity of the log, which a topic that is created anew does not inherit
 * @param partitions where each begins and ends
 */
record TopicExtent(String topic, String id, SortedMap<Integer, Offsets> partitions) {

    /**
     * Where a partition begins and ends.
     *
     * @param begin of the first record that is there
     * @param stable behind the last record that can be read: before the first open transaction, where such count
     * @param end behind the last record
     */
    record Offsets(long begin, long stable, long end) {}

    TopicExtent {
        partitions = new TreeMap<>(partitions);
    }

    /**
     * Asks the brokers.
     *
     * @param committed whether what stands behind an open transaction can be read only when that has ended
     */
    static TopicExtent of(Admin admin, String topic, boolean committed)
            throws ExecutionException, InterruptedException {
        TopicDescription description = known(
                        admin.describeTopics(List.of(topic)).topicNameValues(), topic)
                .get();
        var begins = offsets(admin, description, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        var stables = offsets(
                admin,
                description,
                OffsetSpec.latest(),
                committed ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED);
        var ends = offsets(admin, description, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        SortedMap<Integer, Offsets> partitions = new TreeMap<>();
        begins.forEach((partition, begin) -> partitions.put(
                partition.partition(),
                new Offsets(
                        begin.offset(),
                        known(stables, partition).offset(),
                        known(ends, partition).offset())));
        return new TopicExtent(topic, description.topicId().toString(), partitions);
    }

    /** The brokers answer for each that they are asked for. */
    private static <K, V> V known(Map<K, V> answers, K asked) {
        return Objects.requireNonNull(answers.get(asked), () -> "the brokers say nothing of " + asked);
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin admin, TopicDescription topic, OffsetSpec spec, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .collect(Collectors.toMap(Function.identity(), partition -> spec));
        return admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get();
    }
}
