package io.backflow.jobs.source;

import io.backflow.jobs.source.TopicExtent.Offsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;

/** Which transactions keep records of a topic from being read, in words. */
final class OpenTransactions {

    private final Admin admin;

    OpenTransactions(Admin admin) {
        this.admin = admin;
    }

    /** One phrase for each partition whose end cannot be read. */
    List<String> blocking(TopicExtent extent) throws InterruptedException {
        List<String> phrases = new ArrayList<>();
        for (Map.Entry<Integer, Offsets> partition : extent.partitions().entrySet()) {
            Offsets there = partition.getValue();
            if (there.stable() < there.end()) {
                phrases.add((there.end() - there.stable()) + " records of partition " + partition.getKey()
                        + " from offset " + there.stable() + " on behind "
                        + holders(new TopicPartition(extent.topic(), partition.getKey())));
            }
        }
        return phrases;
    }

    private String holders(TopicPartition partition) throws InterruptedException {
        try {
            Set<Long> producers =
                    admin
                            .describeProducers(List.of(partition))
                            .partitionResult(partition)
                            .get()
                            .activeProducers()
                            .stream()
                            .filter(producer ->
                                    producer.currentTransactionStartOffset().isPresent())
                            .map(ProducerState::producerId)
                            .collect(Collectors.toSet());
            Map<Long, String> names =
                    admin
                            .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                            .all()
                            .get()
                            .stream()
                            .collect(Collectors.toMap(
                                    TransactionListing::producerId, TransactionListing::transactionalId));
            return producers.stream()
                    .sorted()
                    .map(id ->
                            "transactional.id " + names.getOrDefault(id, "(not known)") + " (producer ID " + id + ")")
                    .collect(Collectors.joining(" and ", "the open transaction of ", ""));
        } catch (ExecutionException e) {
            return "an open transaction, of whom the broker does not say (" + e.getCause() + ")";
        }
    }
}
