package io.backflow.jobs.kafka;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.parameters.TrainingTotalsCodec;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.schema.Drift;
import io.backflow.schema.DriftGroup;
import io.backflow.schema.ForecastStep;
import io.backflow.schema.Incident;
import io.backflow.schema.TrainingProgress;
import io.backflow.schema.wire.Wire;
import java.time.Instant;
import java.util.Arrays;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** How training goes, to the topic {@code progress}, keyed by run. */
final class ProgressSerializer implements KafkaRecordSerializationSchema<ProgressReport> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final LazyWire<TrainingProgress> wire =
            new LazyWire<>(() -> Wire.of(TrainingProgress.class, TrainingProgress.getClassSchema(), Wire.ONE_MEBIBYTE));

    ProgressSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ProgressReport progress, KafkaSinkContext context, @Nullable Long timestamp) {
        TrainingProgress record = new TrainingProgress(
                progress.run(),
                progress.session(),
                progress.version(),
                Instant.ofEpochMilli(progress.time()),
                TrainingTotalsCodec.toAvro(progress.totals()),
                progress.staleness(),
                Arrays.stream(progress.incidents())
                        .map(incident -> new Incident(incident.reason(), incident.count()))
                        .toList(),
                ForecastTotalsCodec.toAvro(progress.forecasts()),
                Arrays.stream(progress.forecastSteps())
                        .map(step -> new ForecastStep(step.stepsAhead(), ForecastTotalsCodec.toAvro(step.totals())))
                        .toList(),
                toAvro(progress.drift()));
        return ProducerRecords.of(topic, progress.run(), wire.get().encode(record));
    }

    private static @Nullable Drift toAvro(DriftAlarms alarms) {
        return alarms.none()
                ? null
                : new Drift(
                        alarms.count(),
                        alarms.version(),
                        alarms.before(),
                        alarms.after(),
                        Arrays.stream(alarms.groups())
                                .map(ProgressSerializer::toAvro)
                                .toList());
    }

    private static DriftGroup toAvro(GroupAlarms group) {
        return new DriftGroup(group.group(), group.count(), group.version(), group.before(), group.after());
    }
}
