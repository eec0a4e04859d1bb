package io.backflow.jobs.kafka;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a job has read the topic {@code timesteps}, by the offsets that its consumer group has committed: those of
 * its last completed checkpoint.
 *
 * @param group the consumer group
 * @param partitions in order
 */
public record ReadProgress(String group, List<Partition> partitions) {

    /** Where nothing is committed. */
    public static final long NOTHING = -1;

    public ReadProgress {
        partitions = List.copyOf(partitions);
    }

    /**
     * One partition.
     *
     * @param partition its number
     * @param committed the offset that is read next; {@link #NOTHING} where none is committed
     * @param end the offset after the newest record
     */
    public record Partition(int partition, long committed, long end) {

        /** Records that are not read yet; all where nothing is committed. */
        public long lag() {
            return end - Math.max(0, committed);
        }
    }

    /** Records that are not read yet. */
    public long lag() {
        return partitions.stream().mapToLong(Partition::lag).sum();
    }

    /** Whether anything is committed. */
    public boolean begun() {
        return partitions.stream().anyMatch(partition -> partition.committed() != NOTHING);
    }

    /**
     * Asks the brokers.
     *
     * @param timeout how long they have to answer
     */
    public static ReadProgress of(KafkaConfig kafka, Duration timeout) {
        try (Admin admin = Topics.admin(kafka, timeout)) {
            String topic = kafka.topics().timesteps();
            TopicDescription description = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .get();
            List<TopicPartition> all = description.partitions().stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(
                            all.stream().collect(Collectors.toMap(place -> place, place -> OffsetSpec.latest())))
                    .all()
                    .get();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(kafka.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            return new ReadProgress(
                    kafka.groupId(),
                    all.stream()
                            .map(place -> new Partition(
                                    place.partition(),
                                    committed.get(place) == null
                                            ? NOTHING
                                            : committed.get(place).offset(),
                                    Objects.requireNonNull(ends.get(place)).offset()))
                            .toList());
        } catch (ExecutionException e) {
            throw BrokerProblems.explain(
                    kafka,
                    timeout,
                    "the offsets of " + kafka.topics().timesteps() + " cannot be looked up",
                    Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("the look at Kafka was interrupted; start again", e);
        }
    }
}
