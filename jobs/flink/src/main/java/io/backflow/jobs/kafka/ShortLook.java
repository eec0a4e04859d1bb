package io.backflow.jobs.kafka;

import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers that look at topics for a while, outside of a job, and are then closed. */
public final class ShortLook {

    /**
     * How long a broker waits for more before it answers. A consumer that is closed waits for the answer to its last
     * request, by Kafka's default for half a second.
     */
    private static final String FETCH_MILLIS = "50";

    private ShortLook() {}

    /** A consumer of records as they are, which commits no offsets and creates no topics. */
    public static KafkaConsumer<byte[], byte[]> consumer(Properties settings) {
        Properties all = new Properties();
        all.setProperty("fetch.max.wait.ms", FETCH_MILLIS);
        all.putAll(settings);
        all.setProperty("enable.auto.commit", "false");
        all.setProperty("allow.auto.create.topics", "false");
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
