package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.format.RecordDecoder.Content;
import io.backflow.jobs.sequence.ClockRule;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.LostLabel;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.schema.TimestepLabel;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelDecoderTest {

    private static final Wire<TimestepLabel> WIRE =
            Wire.of(TimestepLabel.class, TimestepLabel.getClassSchema(), Wire.ONE_MEBIBYTE);
    private static final String JSON = """
            format: json
              fields: {sequence: id, time: ts, step: n, features: [a, b]}
              labels: {time: known, target: y, weight: w}
            """;

    @Test
    void aLabelIsToldApartFromAStepOfTheSameTopic() {
        TimestepDecoder decoder = new TimestepDecoder(config(""));

        StepLabel label = label(decoder, record(own().build()));
        assertThat(label)
                .usingRecursiveComparison()
                .isEqualTo(new StepLabel("s", 3, StepLabel.UNKNOWN, 9_000, new float[] {0.5f}, Step.NONE, 0.5f));
        assertThat(decoder.decode(Steps.record(Steps.valid().setTarget(null).build()))
                        .step())
                .isNotNull();
    }

    @Test
    void aLabelWithoutATimeBecameKnownWhenItsRecordWasWritten() {
        TimestepDecoder decoder = new TimestepDecoder(config(""));

        assertThat(label(decoder, record(own().setEventTime(null).build())).eventTime())
                .isEqualTo(7_777);
    }

    @Test
    void whereNoLabelsComeOneIsRejected() {
        TimestepDecoder decoder = new TimestepDecoder(
                JobConfig.parse(config("").toJson().replaceFirst("\"target\":\\{[^}]*}", "\"target\":\"given\"")));

        assertThat(reason(decoder, record(own().build()))).isEqualTo("unknown_schema");
    }

    @Test
    void aTopicOfLabelsHasNoSteps() {
        TimestepDecoder decoder = new TimestepDecoder(
                config(""), Content.LABELS, new EventTimeCheck(new ClockRule(0, 0), () -> 1L << 40), notice -> {});

        assertThat(reason(decoder, Steps.record(Steps.valid().build()))).isEqualTo("unknown_schema");
        assertThat(reason(
                        decoder,
                        record(own().setEventTime(Instant.ofEpochMilli(7_778)).build())))
                .as("known after its record was written")
                .isEqualTo("event_time");
        assertThat(label(
                        decoder,
                        record(own().setEventTime(Instant.ofEpochMilli(7_777)).build())))
                .isNotNull();
    }

    @Test
    void aRecordOfJsonIsALabelIfItHasNoFeatureAndSaysWhatBecameKnown() {
        TimestepDecoder decoder = new TimestepDecoder(config(JSON));

        StepLabel label = label(decoder, json("{'id': 's', 'n': 4, 'known': 5000, 'y': 2.5, 'w': 0.5}"));
        assertThat(label)
                .usingRecursiveComparison()
                .isEqualTo(new StepLabel("s", 4, StepLabel.UNKNOWN, 5_000, new float[] {2.5f}, Step.NONE, 0.5f));
        assertThat(decoder.decode(json("{'id': 's', 'n': 4, 'ts': 5000, 'a': 1, 'b': 2}"))
                        .step())
                .isNotNull();
        assertThat(decoder.decode(json("{'id': 's', 'n': 4, 'ts': 5000, 'a': 1, 'b': 2, 'y': 3}"))
                        .step())
                .as("it has features")
                .isNotNull();
        assertThat(label(decoder, record(own().build())))
                .as("a label that comes back")
                .isNotNull();
    }

    @Test
    void whereOrderIsByTimeALabelNamesTheTimeOfItsStep() {
        TimestepDecoder decoder = new TimestepDecoder(config("order: time\n  " + JSON.replace("step: n, ", "")));

        StepLabel label = label(decoder, json("{'id': 's', 'ts': 4000, 'known': 5000, 'y': 2.5}"));
        assertThat(label.step()).isEqualTo(Step.NONE);
        assertThat(label.stepTime()).isEqualTo(4_000);
        assertThat(reason(decoder, record(own().build()))).isEqualTo("step_time");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0.5, step", "3, NaN, target", "3, , target"})
    void aLabelThatDoesNotSuitIsRejected(long step, @Nullable Float target, String reason) {
        TimestepDecoder decoder = new TimestepDecoder(config(""));
        TimestepLabel label = own().setStep(step)
                .setTarget(target == null ? null : List.of(target))
                .build();

        assertThat(reason(decoder, record(label))).isEqualTo(reason);
    }

    @Test
    void aLostLabelComesBackAsItWas() throws Exception {
        StepLabel label = new StepLabel("s", 3, 2_000, 9_000, new float[] {0.5f}, Step.NONE, 0.25f);

        Rejected rejected = new LostLabels("labels").map(LostLabel.of(label, LabelVerdict.LATE));

        assertThat(rejected.reason()).isEqualTo("label_late");
        assertThat(rejected.topic()).isEqualTo("labels");
        assertThat(rejected.message()).startsWith("the label of step 3 of sequence s became known after");
        assertThat(label(
                        new TimestepDecoder(config("")),
                        new ConsumerRecord<>("labels", 0, 0, rejected.key(), rejected.value())))
                .usingRecursiveComparison()
                .isEqualTo(label);
    }

    private static TimestepLabel.Builder own() {
        return TimestepLabel.newBuilder()
                .setSequenceId("s")
                .setStep(3L)
                .setEventTime(Instant.ofEpochMilli(9_000))
                .setTarget(List.of(0.5f))
                .setWeight(0.5f);
    }

    private static ConsumerRecord<byte[], byte[]> record(TimestepLabel label) {
        return stamped("s".getBytes(StandardCharsets.UTF_8), WIRE.encode(label));
    }

    private static ConsumerRecord<byte[], byte[]> json(String text) {
        return stamped(null, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ConsumerRecord<byte[], byte[]> stamped(byte @Nullable [] key, byte[] value) {
        return new ConsumerRecord<>(
                "timesteps",
                0,
                0,
                7_777,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static StepLabel label(TimestepDecoder decoder, ConsumerRecord<byte[], byte[]> record) {
        DecodeResult result = decoder.decode(record);
        assertThat(result.rejected()).isNull();
        return Objects.requireNonNull(result.label());
    }

    private static String reason(TimestepDecoder decoder, ConsumerRecord<byte[], byte[]> record) {
        return Objects.requireNonNull(decoder.decode(record).rejected()).reason();
    }

    private static JobConfig config(String stream) {
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                target: {type: delayed, max_wait: 2h}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: gru, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                stream:
                  max_weight: 10
                  %s
                """.formatted(stream));
    }
}
