package io.backflow.jobs.kafka;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.Outcome;
import io.backflow.schema.ForecastOutcome;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts to the topic {@code predictions}, keyed by sequence, with the outcome of the forecast that spoke of the
 * newest step. Records are signed as those of {@link PredictionSerializer}.
 */
final class ForecastSerializer implements KafkaRecordSerializationSchema<Forecast> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final LazyWire<Prediction> wire =
            new LazyWire<>(() -> Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE));
    private final WriterSignature signature = new WriterSignature();

    ForecastSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            Forecast forecast, KafkaSinkContext context, @Nullable Long timestamp) {
        return signature.sign(
                ProducerRecords.of(topic, forecast.sequenceId(), wire.get().encode(prediction(forecast))));
    }

    private static Prediction prediction(Forecast forecast) {
        Outcome outcome = forecast.outcome();
        Moment about = forecast.about();
        Forecast.Parts parts = forecast.parts();
        Forecast.Bounds bounds = forecast.said().bounds();
        return new Prediction(
                forecast.sequenceId(),
                forecast.after().step(),
                Instant.ofEpochMilli(forecast.after().eventTime()),
                forecast.said().version(),
                AvroLists.of(forecast.said().values()),
                AvroLists.ofNullable(forecast.said().classes()),
                outcome == null ? null : AvroLists.of(outcome.target()),
                outcome == null ? null : AvroLists.ofNullable(outcome.baseline()),
                outcome == null ? null : AvroLists.known(outcome.loss()),
                outcome == null ? null : AvroLists.known(outcome.baselineLoss()),
                outcome == null ? 1f : outcome.weight(),
                about.step(),
                about.eventTime() == Moment.UNKNOWN ? null : Instant.ofEpochMilli(about.eventTime()),
                Instant.ofEpochMilli(forecast.said().madeAt()),
                outcome == null ? null : outcome.madeAfter(),
                bounds == null ? null : AvroLists.of(bounds.lower()),
                bounds == null ? null : AvroLists.of(bounds.upper()),
                bounds == null ? null : Double.valueOf(bounds.level()),
                parts == null ? null : AvroLists.of(parts.targetSteps()),
                parts == null
                        ? List.of()
                        : Arrays.stream(parts.outcomes())
                                .map(ForecastSerializer::outcome)
                                .toList(),
                outcome == null ? null : AvroLists.known(outcome.anomaly()),
                List.of());
    }

    private static ForecastOutcome outcome(Outcome outcome) {
        return new ForecastOutcome(
                outcome.madeAfter(),
                AvroLists.of(outcome.target()),
                AvroLists.ofNullable(outcome.baseline()),
                AvroLists.known(outcome.loss()),
                AvroLists.known(outcome.baselineLoss()),
                outcome.weight(),
                AvroLists.known(outcome.anomaly()));
    }
}
