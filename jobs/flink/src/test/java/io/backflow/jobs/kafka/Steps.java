package io.backflow.jobs.kafka;

import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/** Records of the topic {@code timesteps} that tests start from. */
final class Steps {

    private Steps() {}

    /** Valid for a model of two features and two targets. */
    static Timestep.Builder valid() {
        return Timestep.newBuilder()
                .setSequenceId("storm")
                .setStep(3)
                .setEventTime(Instant.ofEpochMilli(1000))
                .setFeatures(List.of(1f, 2f))
                .setTarget(List.of(3f, 4f));
    }

    static ConsumerRecord<byte[], byte[]> record(Timestep timestep) {
        byte[] value = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE)
                .encode(timestep);
        return record(timestep.getSequenceId().getBytes(StandardCharsets.UTF_8), value);
    }

    /** A record with Kafka's timestamp {@code written}. */
    static ConsumerRecord<byte[], byte[]> record(Timestep timestep, long written) {
        ConsumerRecord<byte[], byte[]> record = record(timestep);
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                written,
                TimestampType.CREATE_TIME,
                record.serializedKeySize(),
                record.serializedValueSize(),
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("timesteps", 2, 77, key, value);
        record.headers().add("trace", new byte[] {1, 2}).add("empty", null);
        return record;
    }
}
