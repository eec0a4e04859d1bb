package io.backflow.jobs;

import io.backflow.jobs.sequence.Step;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sequences that go on side by side until somebody stops them, a step a second of event time, forty such seconds in one
 * of the clock's. Sequence {@code live-0} has as many steps as all others together, and one partition never gets any.
 */
final class LiveStream implements AutoCloseable {

    private static final int PARTITIONS_USED = 2;

    /** A pause comes so often, and takes so long, in seconds of event time. */
    private static final int PAUSE_EVERY = 240;

    private static final int PAUSE = 120;

    private final CompletableFuture<Void> sending;
    private final boolean pausing;
    private volatile boolean stopped;

    private LiveStream(String bootstrapServers, String topic, int sequences, boolean pausing) {
        this.pausing = pausing;
        sending = CompletableFuture.runAsync(() -> send(bootstrapServers, topic, sequences));
    }

    static LiveStream start(String bootstrapServers, String topic, int sequences) {
        return new LiveStream(bootstrapServers, topic, sequences, false);
    }

    /** The same, of which a partition delivers nothing for three seconds now and then, and then all that is old. */
    static LiveStream pausing(String bootstrapServers, String topic, int sequences) {
        return new LiveStream(bootstrapServers, topic, sequences, true);
    }

    private void send(String bootstrapServers, String topic, int sequences) {
        Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<ProducerRecord<byte[], byte[]>> held = new ArrayList<>();
            for (int t = 0; !stopped; t++) {
                boolean pauses = pausing && t % PAUSE_EVERY >= PAUSE_EVERY - PAUSE;
                if (!pauses) {
                    held.forEach(producer::send);
                    held.clear();
                }
                for (int s = 0; s < sequences; s++) {
                    int steps = s == 0 ? sequences - 1 : 1;
                    for (int i = 0; i < steps; i++) {
                        Step step = step(s, (long) t * steps + i, t);
                        byte[] key = step.sequenceId().getBytes(StandardCharsets.UTF_8);
                        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                                topic, s % PARTITIONS_USED, key, wire.encode(TestStream.timestep(step)));
                        if (pauses && s % PARTITIONS_USED == 1) {
                            held.add(record);
                        } else {
                            producer.send(record);
                        }
                    }
                }
                Thread.sleep(25);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Step step(int sequence, long number, int second) {
        float[] features = {TestStream.wave(sequence, (int) number), 0f};
        float[] target = {TestStream.wave(sequence, (int) number + 1)};
        long time = second * (long) TestStream.SECOND;
        return new Step("live-" + sequence, number, time, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    /** Throws where sending failed. */
    @Override
    public void close() {
        stopped = true;
        sending.join();
    }
}
