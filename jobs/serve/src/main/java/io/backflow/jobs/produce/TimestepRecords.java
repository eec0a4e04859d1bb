package io.backflow.jobs.produce;

import io.backflow.jobs.sequence.Step;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Steps as records of the topic {@code timesteps}, keyed by sequence; for programs that write an input stream. Not
 * thread-safe.
 */
public final class TimestepRecords {

    private final Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final String topic;

    public TimestepRecords(String topic) {
        this.topic = topic;
    }

    /** {@code step} as the decoder of a job will read it. */
    public ProducerRecord<byte[], byte[]> of(Step step) {
        Timestep record = new Timestep(
                step.sequenceId(),
                step.step(),
                Instant.ofEpochMilli(step.eventTime()),
                list(step.features()),
                step.token() == Step.NONE ? null : Integer.valueOf(step.token()),
                step.target() == null ? null : list(step.target()),
                step.label() == Step.NONE ? null : Integer.valueOf(step.label()),
                step.weight(),
                step.endOfSequence());
        byte[] key = step.sequenceId().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, key, wire.encode(record));
    }

    private static List<Float> list(float @Nullable [] values) {
        List<Float> list = new ArrayList<>();
        if (values != null) {
            for (float value : values) {
                list.add(value);
            }
        }
        return list;
    }
}
