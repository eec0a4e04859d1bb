package io.backflow.jobs.kafka;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
    private transient byte @Nullable [] writer;

    PredictionSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            PrequentialPrediction scored, KafkaSinkContext context, @Nullable Long timestamp) {
        ProducerRecord<byte[], byte[]> record =
                ProducerRecords.of(topic, scored.sequenceId(), wire.get().encode(prediction(scored)));
        record.headers().add(WRITER, writer());
        return record;
    }

    private byte[] writer() {
        byte[] mine = writer;
        if (mine == null) {
            mine = new byte[Long.BYTES];
            new SecureRandom().nextBytes(mine);
            writer = mine;
        }
        return mine;
    }

    private static Prediction prediction(PrequentialPrediction scored) {
        return new Prediction(
                scored.sequenceId(),
                scored.step(),
                Instant.ofEpochMilli(scored.eventTime()),
                scored.version(),
                list(scored.prediction()),
                classes(scored.classes()),
                nullable(scored.target()),
                nullable(scored.baseline()),
                known(scored.loss()),
                known(scored.baselineLoss()),
                scored.weight());
    }

    private static @Nullable List<Integer> classes(int @Nullable [] classes) {
        return classes == null ? null : Arrays.stream(classes).boxed().toList();
    }

    private static @Nullable Float known(float loss) {
        return Float.isNaN(loss) ? null : loss;
    }

    private static @Nullable List<Float> nullable(float @Nullable [] values) {
        return values == null ? null : list(values);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
