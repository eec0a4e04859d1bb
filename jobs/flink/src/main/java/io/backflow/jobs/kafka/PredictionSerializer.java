package io.backflow.jobs.kafka;

import io.backflow.jobs.window.WindowPredictions;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Scored steps to the topic {@code predictions}, keyed by sequence. Kafka's timestamp is the time of writing, not the
 * step's: retention would delete the predictions of a replay of old data at once.
 *
 * <p>Each execution of each subtask signs its records with a random header of its own. Those of one writer and
 * partition are in the order in which it made them; a step that appears twice has two writers.
 */
public final class PredictionSerializer implements KafkaRecordSerializationSchema<WindowPredictions> {

    /** Eight bytes that no other execution of a subtask has. */
    public static final String WRITER = "backflow.writer";

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final WriterSignature signature = new WriterSignature();
    private transient @Nullable PredictionEncoder encoder;

    PredictionSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            WindowPredictions scored, KafkaSinkContext context, @Nullable Long timestamp) {
        PredictionEncoder made = encoder;
        if (made == null) {
            made = new PredictionEncoder();
            encoder = made;
        }
        return signature.sign(ProducerRecords.of(topic, scored.first().sequenceId(), made.encode(scored)));
    }
}
