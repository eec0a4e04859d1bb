package io.backflow.jobs.kafka;

import io.backflow.jobs.trainer.Scored;
import io.backflow.schema.Prediction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Scored steps to the topic {@code predictions}, keyed by sequence. Kafka's timestamp is the time of writing, not the
 * step's: retention would delete at once what a replay of old data says.
 */
final class PredictionSerializer implements KafkaRecordSerializationSchema<Scored> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final LazyWire<Prediction> wire = new LazyWire<>(Prediction.class);

    PredictionSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(Scored scored, KafkaSinkContext context, @Nullable Long timestamp) {
        return Records.of(topic, scored.sequenceId(), wire.get().encode(prediction(scored)));
    }

    private static Prediction prediction(Scored scored) {
        return new Prediction(
                scored.sequenceId(),
                scored.step(),
                Instant.ofEpochMilli(scored.eventTime()),
                scored.version(),
                list(scored.prediction()),
                nullable(scored.target()),
                nullable(scored.baseline()),
                known(scored.loss()),
                known(scored.baselineLoss()),
                scored.weight());
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
