package io.backflow.jobs.source;

import java.util.Collection;
import java.util.List;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/**
 * What a {@link PartitionEnumerator} remembers.
 *
 * @param logId identity of the log; empty where it is not known
 * @param assigned each partition as it was last given to a reader, who has its present offset
 * @param waiting partitions that no reader has
 */
record PartitionState(String logId, Collection<KafkaPartitionSplit> assigned, Collection<KafkaPartitionSplit> waiting) {

    PartitionState {
        assigned = List.copyOf(assigned);
        waiting = List.copyOf(waiting);
    }
}
