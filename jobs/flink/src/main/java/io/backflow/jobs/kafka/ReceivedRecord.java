package io.backflow.jobs.kafka;

import io.backflow.jobs.format.Incoming;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka as the formats see it.
 *
 * @param record which has a value
 */
record ReceivedRecord(ConsumerRecord<byte[], byte[]> record) implements Incoming {

    @Override
    public byte[] value() {
        return record.value();
    }

    @Override
    public byte @Nullable [] key() {
        return record.key();
    }

    @Override
    public long timestamp() {
        return record.timestamp();
    }

    @Override
    public byte @Nullable [] header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }
}
