package io.backflow.jobs.kafka;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.schema.DecisionKind;
import io.backflow.schema.ScoredVersion;
import io.backflow.schema.ScoringDecision;
import io.backflow.schema.ScoringIncident;
import io.backflow.schema.ScoringProgress;
import io.backflow.schema.wire.Wire;
import java.time.Instant;
import java.util.Arrays;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** How scoring goes, to the topic {@code progress}, under a key of the scoring job's own. */
final class ScoringProgressSerializer implements KafkaRecordSerializationSchema<ScoringReport> {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final String run;
    private final String job;
    private final LazyWire<ScoringProgress> wire =
            new LazyWire<>(() -> Wire.of(ScoringProgress.class, ScoringProgress.getClassSchema(), Wire.ONE_MEBIBYTE));

    ScoringProgressSerializer(JobConfig config) {
        topic = config.kafka().topics().progress();
        run = config.job().run();
        job = config.job().name();
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            ScoringReport report, KafkaSinkContext context, @Nullable Long timestamp) {
        Coverage coverage = report.forecasts().coverage();
        ScoringProgress record = new ScoringProgress(
                run,
                job,
                Instant.ofEpochMilli(report.time()),
                version(report.models().current()),
                version(report.models().shadow()),
                report.models().held(),
                report.models().score().steps(),
                decision(report.decision()),
                report.forecasts().scored(),
                report.forecasts().overtaken(),
                report.forecasts().lossSum(),
                report.forecasts().baselineLossSum(),
                report.forecasts().weightSum(),
                coverage.truths() == 0 ? null : Double.valueOf(coverage.level()),
                coverage.truths(),
                coverage.inside(),
                Arrays.stream(report.incidents())
                        .map(incident -> new ScoringIncident(incident.reason(), incident.count()))
                        .toList());
        return ProducerRecords.of(
                topic, ScoringProgressDecoder.key(run, job), wire.get().encode(record));
    }

    private static @Nullable ScoredVersion version(@Nullable VersionId id) {
        return id == null ? null : new ScoredVersion(id.session(), id.version());
    }

    private static @Nullable ScoringDecision decision(@Nullable GateDecision decision) {
        if (decision == null) {
            return null;
        }
        ShadowScore score = decision.score();
        return new ScoringDecision(
                DecisionKind.valueOf(decision.kind().name()),
                new ScoredVersion(
                        decision.version().session(), decision.version().version()),
                decision.reason(),
                score == null ? 0 : score.steps(),
                score == null ? null : score.loss(),
                score == null ? null : score.shadowLoss());
    }
}
