package io.backflow.cli;

import io.backflow.jobs.produce.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Four sequences of sines that never end, a step a second. */
final class Waves {

    static final int SEQUENCES = 4;

    private Waves() {}

    /** Steps {@code from} to {@code to}, the last one left out, of every sequence, with more producer settings. */
    static void send(String servers, String topic, int from, int to, Map<String, Object> more) {
        Map<String, Object> settings = new TreeMap<>(more);
        settings.put("bootstrap.servers", servers);
        settings.put("max.block.ms", 10_000);
        TimestepRecords records = new TimestepRecords(topic);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int t = from; t < to; t++) {
                for (int wave = 0; wave < SEQUENCES; wave++) {
                    producer.send(records.of(step(wave, t)));
                }
            }
        }
    }

    static void send(String servers, String topic, int from, int to) {
        send(servers, topic, from, to, Map.of());
    }

    static Step step(int wave, int t) {
        return new Step(
                "wave-" + wave,
                t,
                t * 1000L,
                new float[] {(float) Math.sin(t * 0.3 + wave)},
                Step.NONE,
                null,
                Step.NONE,
                1f,
                false);
    }
}
