package io.backflow.jobs.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts steps whose records have no key. In a topic of one partition none is needed. In one of several, Kafka spreads
 * such records over the partitions: the steps of a sequence come out of order, and late ones are lost to training. That
 * is logged once, with the first record that shows that there is more than one partition.
 */
final class MissingKeys {

    private static final Logger LOG = LoggerFactory.getLogger(MissingKeys.class);

    private long count;
    private boolean logged;

    /** {@code record} holds a step and has no key. */
    void note(ConsumerRecord<?, ?> record) {
        count++;
        if (!logged && record.partition() > 0) {
            logged = true;
            LOG.warn("{}", KeyProbe.withoutKey(record));
        }
    }

    long count() {
        return count;
    }
}
