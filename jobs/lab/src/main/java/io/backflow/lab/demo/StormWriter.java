package io.backflow.lab.demo;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.TimestepRecords;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes a whole replay into the topic {@code timesteps}. */
final class StormWriter {

    private StormWriter() {}

    /** Returns when the broker has all of it; throws where it refused any. */
    static void write(StormReplay replay, JobConfig config) {
        Properties settings = config.kafka().clientProperties();
        settings.putIfAbsent("linger.ms", "20");
        settings.putIfAbsent("batch.size", "262144");
        TimestepRecords records = new TimestepRecords(config.kafka().topics().timesteps());
        AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            replay.forEach(step -> producer.send(records.of(step), (sent, problem) -> {
                if (problem != null) {
                    refusal.compareAndSet(null, problem);
                }
            }));
        }
        Exception problem = refusal.get();
        if (problem != null) {
            throw new IllegalStateException("the broker refused a timestep: " + problem.getMessage(), problem);
        }
    }
}
