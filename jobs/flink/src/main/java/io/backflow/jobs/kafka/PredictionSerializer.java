package io.backflow.jobs.kafka;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.time.Instant;
import java.util.List;
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
public final class PredictionSerializer implements KafkaRecordSerializationSchema<PrequentialPrediction> {

    /** Eight bytes that no other execution of a subtask has. */
    public static final String WRITER = "backflow.writer";

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final LazyWire<Prediction> wire =
            new LazyWire<>(() -> Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE));
    private final WriterSignature signature = new WriterSignature();

    PredictionSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            PrequentialPrediction scored, KafkaSinkContext context, @Nullable Long timestamp) {
        ProducerRecord<byte[], byte[]> record =
                ProducerRecords.of(topic, scored.sequenceId(), wire.get().encode(prediction(scored)));
        return signature.sign(record);
    }

    private static Prediction prediction(PrequentialPrediction scored) {
        return new Prediction(
                scored.sequenceId(),
                scored.step(),
                Instant.ofEpochMilli(scored.eventTime()),
                scored.version(),
                AvroLists.of(scored.prediction()),
                AvroLists.ofNullable(scored.classes()),
                AvroLists.ofNullable(scored.target()),
                AvroLists.ofNullable(scored.baseline()),
                AvroLists.known(scored.loss()),
                AvroLists.known(scored.baselineLoss()),
                scored.weight(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }
}
