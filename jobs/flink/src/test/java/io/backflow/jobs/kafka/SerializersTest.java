package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.JobKind;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.Outcome;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.parameters.TrainingTotalsCodec;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import io.backflow.schema.Prediction;
import io.backflow.schema.TrainingProgress;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

final class SerializersTest {

    private static final StepTotals[] STEPS = {
        new StepTotals(1, new ForecastTotals(3, 1, 0.5, 0.75, 2, Coverage.NONE)), new StepTotals(6, ForecastTotals.ZERO)
    };
    private static final ForecastTotals FORECASTS = new ForecastTotals(4, 1, 0.5, 0.75, 3, new Coverage(0.8, 4, 3));
    private static final DriftAlarms DRIFT =
            new DriftAlarms(2, 40, 0.25, 0.75, new GroupAlarms[] {new GroupAlarms("north/", 1, 30, 0.5, 1)});
    private static final IncidentCount[] LATE = {new IncidentCount("duplicate", 7), new IncidentCount("late", 3)};

    @Test
    void aPredictionIsKeyedByItsSequence() throws Exception {
        PrequentialPrediction scored = new PrequentialPrediction(
                "storm", 4, 1000, 9, new float[] {1}, null, new float[] {2}, null, 0.5f, Float.NaN, 0);

        ProducerRecord<byte[], byte[]> record = write(new PredictionSerializer("said"), new WindowPredictions(scored));

        assertThat(record.topic()).isEqualTo("said");
        assertThat(text(record.key())).isEqualTo("storm");
        assertThat(Wire.of(Prediction.class, Prediction.getClassSchema(), 1000).decode(record.value()))
                .isEqualTo(new Prediction(
                        "storm",
                        4L,
                        Instant.ofEpochMilli(1000),
                        9L,
                        List.of(1f),
                        null,
                        List.of(2f),
                        null,
                        0.5f,
                        null,
                        0f,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        List.of()));
    }

    @Test
    void aScoringReportStandsUnderAKeyOfItsJobsOwnAndComesBack() throws Exception {
        JobConfig config = JobConfig.parse("""
                job: {name: score-it, run: storms}
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                """);
        GateDecision decision = new GateDecision(
                GateDecision.Kind.REFUSED, new VersionId(1, 0, 4), new ShadowScore(0, 7, 1, 0.5, 0.75), "too high");
        ScoringReport report = new ScoringReport(
                5,
                new ScoringReport.Models(
                        new VersionId(1, 0, 3), new VersionId(1, 0, 4), new ShadowScore(0, 2, 0, 0, 0), true),
                decision,
                FORECASTS,
                LATE);

        ProducerRecord<byte[], byte[]> record = write(new ScoringProgressSerializer(config), report);

        assertThat(text(record.key())).isEqualTo("storms/score/score-it");
        assertThat(ScoringProgressDecoder.isScoring(record.key())).isTrue();
        assertThat(ScoringProgressDecoder.isScoring("storms".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(new ScoringProgressDecoder().decode(record.value()))
                .usingRecursiveComparison()
                .isEqualTo(report);
    }

    @Test
    void anAnswerStandsUnderAKeyOfItsRunAndKindOfJobAndComesBack() throws Exception {
        JobConfig config = JobConfig.parse("""
                job: {name: train-it, run: storms}
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                """);
        CommandAnswer answer =
                new CommandAnswer(new CommandId(3, 4), Command.Kind.ROLL_BACK, false, "it is gone", null, 5L);

        ProducerRecord<byte[], byte[]> record = write(new CommandAnswerSerializer(config, JobKind.TRAINING), answer);

        assertThat(text(record.key())).isEqualTo("storms/control/training");
        assertThat(CommandAnswerDecoder.isAnswer(record.key())).isTrue();
        assertThat(ScoringProgressDecoder.isScoring(record.key())).isFalse();
        assertThat(new CommandAnswerDecoder().decode(record.value())).isEqualTo(answer);
    }

    @Test
    void aPredictionNamesTheExecutionThatWroteIt() throws Exception {
        PrequentialPrediction scored = new PrequentialPrediction(
                "storm", 4, 1000, 9, new float[] {1}, null, null, null, Float.NaN, Float.NaN, 0);
        PredictionSerializer serializer = new PredictionSerializer("said");
        PredictionSerializer here = InstantiationUtil.clone(serializer);

        byte[] first = writer(here.serialize(new WindowPredictions(scored), null, null));

        assertThat(first).hasSize(8).isEqualTo(writer(here.serialize(new WindowPredictions(scored), null, null)));
        assertThat(writer(write(serializer, new WindowPredictions(scored))))
                .as("another execution")
                .isNotEqualTo(first);
    }

    private static byte[] writer(ProducerRecord<?, ?> record) {
        return record.headers().lastHeader(PredictionSerializer.WRITER).value();
    }

    @Test
    void oldEventTimesDoNotBecomeKafkasTimestamps() throws Exception {
        PrequentialPrediction scored = new PrequentialPrediction(
                "storm", 4, -9000, 9, new float[] {1}, null, null, null, Float.NaN, Float.NaN, 0);

        assertThat(write(new PredictionSerializer("said"), new WindowPredictions(scored))
                        .timestamp())
                .isNull();
    }

    @Test
    void theHighestClassesOfAPredictionAreNamed() throws Exception {
        PrequentialPrediction scored = new PrequentialPrediction(
                "text", 4, 1000, 9, new float[] {3, 1}, new int[] {70_000, 2}, new float[] {2}, null, 1, 2, 1);

        Prediction read = Wire.of(Prediction.class, Prediction.getClassSchema(), 1000)
                .decode(write(new PredictionSerializer("said"), new WindowPredictions(scored))
                        .value());

        assertThat(read.getPrediction()).containsExactly(3f, 1f);
        assertThat(read.getClasses()).containsExactly(70_000, 2);
    }

    @Test
    void aForecastNamesTheStepThatItSpeaksOfAndTheOneThatWasScored() throws Exception {
        Outcome outcome = new Outcome(3, new float[] {2}, new float[] {1}, 0.5f, Float.NaN, 2, 0.25f);
        Forecast forecast = new Forecast(
                "storm",
                new Moment(4, 1000),
                new Moment(5, 1250),
                new Forecast.Said(
                        9, 7000, new float[] {3, 1}, null, new Forecast.Bounds(0.8, new float[] {2}, new float[] {4})),
                outcome);

        ProducerRecord<byte[], byte[]> record = write(new ForecastSerializer("said"), forecast);

        assertThat(text(record.key())).isEqualTo("storm");
        assertThat(record.headers().lastHeader(PredictionSerializer.WRITER)).isNotNull();
        assertThat(Wire.of(Prediction.class, Prediction.getClassSchema(), 1000).decode(record.value()))
                .isEqualTo(new Prediction(
                        "storm",
                        4L,
                        Instant.ofEpochMilli(1000),
                        9L,
                        List.of(3f, 1f),
                        null,
                        List.of(2f),
                        List.of(1f),
                        0.5f,
                        null,
                        2f,
                        5L,
                        Instant.ofEpochMilli(1250),
                        Instant.ofEpochMilli(7000),
                        3L,
                        List.of(2f),
                        List.of(4f),
                        0.8,
                        null,
                        List.of(),
                        0.25f,
                        List.of()));
    }

    @Test
    void progressIsKeyedByItsRun() throws Exception {
        ProgressReport progress = new ProgressReport(
                "storms", 1, 2, 3000, new TrainingTotals(1, 2, 3, 4, 5, 6, 7), 8, LATE, FORECASTS, STEPS, DRIFT);

        ProducerRecord<byte[], byte[]> record = write(new ProgressSerializer("how"), progress);
        assertThat(new ProgressDecoder().decode(record.value()).drift()).isEqualTo(DRIFT);
        assertThat(new ProgressDecoder().decode(record.value()).incidents()).containsExactly(LATE);
        assertThat(new ProgressDecoder().decode(record.value()).forecasts()).isEqualTo(FORECASTS);
        assertThat(new ProgressDecoder().decode(record.value()).forecastSteps()).containsExactly(STEPS);

        assertThat(text(record.key())).isEqualTo("storms");
        TrainingProgress read = Wire.of(TrainingProgress.class, TrainingProgress.getClassSchema(), 1000)
                .decode(record.value());
        assertThat(TrainingTotalsCodec.fromAvro(read.getTally())).isEqualTo(progress.totals());
        assertThat(read.getTime()).isEqualTo(Instant.ofEpochMilli(3000));
        assertThat(read.getStaleness()).isEqualTo(8);
    }

    @Test
    void aDeadLetterIsTheOriginalRecordWithAReport() throws Exception {
        Rejected rejected = new Rejected(
                "timesteps",
                2,
                77,
                5,
                new byte[] {1},
                new byte[] {2, 3},
                new String[] {"trace", "backflow.truncated.from", "backflow.replays", "none"},
                new byte[][] {{9}, {1}, {'2'}, null},
                "weight",
                "weight is -1.0; it must be finite, 0 or more");

        ProducerRecord<byte[], byte[]> record = write(new DeadLetterSerializer("dead", "job"), rejected);

        assertThat(record.key()).isEqualTo(rejected.key());
        assertThat(record.value()).isEqualTo(rejected.value());
        assertThat(record.headers().lastHeader("trace").value()).containsExactly(9);
        assertThat(record.headers().lastHeader("none").value()).isNull();
        assertThat(header(record, "backflow.replays")).isEqualTo("2");
        assertThat(header(record, "backflow.timestamp")).isEqualTo("5");
        assertThat(header(record, "__connect.errors.topic")).isEqualTo("timesteps");
        assertThat(header(record, "__connect.errors.partition")).isEqualTo("2");
        assertThat(header(record, "__connect.errors.offset")).isEqualTo("77");
        assertThat(header(record, "__connect.errors.connector.name")).isEqualTo("job");
        assertThat(header(record, "__connect.errors.exception.message")).isEqualTo(rejected.message());
        assertThat(header(record, DeadLetterHeaders.REASON)).isEqualTo("weight");
        assertThat(record.headers().lastHeader(DeadLetterHeaders.TRUNCATED)).isNull();
    }

    @Test
    void aDeadLetterThatWouldNotFitIsCutRatherThanStoppingTheJob() throws Exception {
        Rejected rejected = new Rejected(
                "timesteps",
                2,
                77,
                5,
                new byte[400_000],
                new byte[1_040_000],
                new String[] {"large"},
                new byte[][] {new byte[5]},
                "too_large",
                "m");

        ProducerRecord<byte[], byte[]> record = write(new DeadLetterSerializer("dead", "job"), rejected);

        assertThat(record.key()).isNull();
        assertThat(record.value()).hasSize(DeadLetterSerializer.MAX_BYTES);
        assertThat(header(record, DeadLetterHeaders.TRUNCATED)).isEqualTo("1440000");
        assertThat(record.headers().lastHeader("large")).isNull();
    }

    @Test
    void aDeadLetterWhoseHeadersDoNotFitSaysSo() throws Exception {
        Rejected rejected = new Rejected(
                "timesteps",
                2,
                77,
                5,
                null,
                new byte[1000],
                new String[] {"small", "large"},
                new byte[][] {{1}, new byte[DeadLetterSerializer.MAX_BYTES]},
                "malformed",
                "m");

        ProducerRecord<byte[], byte[]> record = write(new DeadLetterSerializer("dead", "job"), rejected);

        assertThat(record.value()).hasSize(1000);
        assertThat(record.headers().lastHeader("small")).isNotNull();
        assertThat(record.headers().lastHeader("large")).isNull();
        assertThat(header(record, DeadLetterHeaders.TRUNCATED)).isEqualTo("1000");
    }

    private static String header(ProducerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** As on a cluster: the serializer travels before it writes. */
    private static <T> ProducerRecord<byte[], byte[]> write(KafkaRecordSerializationSchema<T> serializer, T value)
            throws Exception {
        return InstantiationUtil.clone(serializer).serialize(value, null, null);
    }
}
