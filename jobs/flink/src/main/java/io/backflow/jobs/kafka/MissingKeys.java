package io.backflow.jobs.kafka;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts steps whose records have no key. In a topic of one partition none is needed. In one of several, Kafka spreads
 * such records over the partitions: the steps of a sequence come out of order, and late ones are lost to training. The
 * first record that shows that there is more than one partition is warned of.
 */
final class MissingKeys {

    private final Consumer<String> warnings;
    private long count;
    private boolean warned;

    MissingKeys(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** {@code record} holds a step and has no key. */
    void note(ConsumerRecord<?, ?> record) {
        count++;
        if (!warned && record.partition() > 0) {
            warned = true;
            warnings.accept(KeyProbe.withoutKey(record));
        }
    }

    long count() {
        return count;
    }
}
