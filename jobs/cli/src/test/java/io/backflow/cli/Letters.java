package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Dead letters as a job writes them, to be sent without one. */
final class Letters {

    private final String topic;
    private final List<Map<String, String>> letters = new ArrayList<>();

    private Letters(String topic) {
        this.topic = topic;
    }

    /** One with reason {@code features} from offset 0 of {@code topic}. */
    static Letters of(String topic) {
        return new Letters(topic).add("features", 0, 0);
    }

    static Letters none(String topic) {
        return new Letters(topic);
    }

    /** One of {@code offset} in {@code partition}, whose value says so; more headers as names and values in turn. */
    Letters add(String reason, int partition, long offset, String... more) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        headers.put("__connect.errors.topic", topic);
        headers.put("__connect.errors.partition", Integer.toString(partition));
        headers.put("__connect.errors.offset", Long.toString(offset));
        headers.put("__connect.errors.exception.message", "this is " + reason);
        headers.put("backflow.timestamp", Long.toString(1_000_000 + offset));
        headers.put("backflow.reason", reason);
        letters.add(headers);
        return this;
    }

    /** Sends all to a partition of {@code deadLetters}, in their order. */
    void send(String servers, String deadLetters, int partition) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Map<String, String> headers : letters) {
                String place = headers.get("__connect.errors.partition") + ":" + headers.get("__connect.errors.offset");
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        deadLetters, partition, ("key " + place).getBytes(UTF_8), ("value " + place).getBytes(UTF_8));
                headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
                producer.send(record);
            }
        }
    }
}
