package io.backflow.jobs.source;

import io.backflow.jobs.config.KafkaConfig;
import org.apache.kafka.clients.admin.Admin;

/** Looks at the topic {@code timesteps}, as often as it is asked to. */
interface TopicLooks extends AutoCloseable {

    /** What the brokers say of the topic now; it may block. */
    PartitionLook look() throws Exception;

    @Override
    void close();

    /** Asks the brokers of {@code kafka}. */
    static TopicLooks of(KafkaConfig kafka) {
        Admin admin = Admin.create(kafka.clientProperties());
        return new TopicLooks() {
            @Override
            public PartitionLook look() throws Exception {
                return PartitionLook.at(admin, kafka);
            }

            @Override
            public void close() {
                admin.close();
            }
        };
    }
}
