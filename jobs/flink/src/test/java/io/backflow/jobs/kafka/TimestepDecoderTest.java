package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.StreamConfig;
import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.format.RecordDecoder.Content;
import io.backflow.jobs.format.RegistryException;
import io.backflow.jobs.sequence.ClockRule;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.InputSpec.Missing;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.schema.Timestep;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestepDecoderTest {

    private static final long READ = 1_795_348_800_000L; // 2026-11-22T12:00:00Z
    private static final TargetConfig GIVEN = new TargetConfig.Given();
    private static final InputSpec TWO_FEATURES = new InputSpec.Features(2);
    private static final InputSpec TEN_TOKENS = new InputSpec.Tokens(10, 4);

    private final TimestepDecoder regression = decoder(TWO_FEATURES, 2, new LossSpec.Mse(), GIVEN);
    private final TimestepDecoder classes = decoder(TEN_TOKENS, 5, new LossSpec.CrossEntropy(), GIVEN);
    private final TimestepDecoder probabilities = decoder(TWO_FEATURES, 2, new LossSpec.BinaryCrossEntropy(), GIVEN);

    @Test
    void aValidTimestepBecomesAStep() {
        DecodeResult arrival = regression.decode(Steps.record(Steps.valid().build()));

        assertThat(arrival.rejected()).isNull();
        assertThat(arrival.step())
                .usingRecursiveComparison()
                .isEqualTo(new Step(
                        "storm", 3, 1000, new float[] {1, 2}, Step.NONE, new float[] {3, 4}, Step.NONE, 1, false));
    }

    /** Framed by fastavro 1.x as docs/topics.md shows. */
    @Test
    void whatAnotherProgramFramedIsRead() {
        byte[] value = HexFormat.of()
                .parseHex("c30119bf0af24f9e69c90a73746f726d06d00f040000803f00000040"
                        + "00000204000040400000804000000000803f00");

        assertThat(regression.decode(Steps.record("storm".getBytes(StandardCharsets.UTF_8), value)))
                .usingRecursiveComparison()
                .isEqualTo(regression.decode(Steps.record(Steps.valid().build())));
    }

    @Test
    void aTokenWithALabelBecomesAStep() {
        Timestep timestep = tokens().setToken(9).setLabel(4).build();

        assertThat(classes.decode(Steps.record(timestep)).step())
                .usingRecursiveComparison()
                .isEqualTo(new Step("storm", 3, 1000, new float[0], 9, null, 4, 1, false));
    }

    /** PyTorch's losses ignore -100; docs/model.md says that any label below 0 is ignored. */
    @ParameterizedTest
    @ValueSource(ints = {-100, -1, Integer.MIN_VALUE})
    void aLabelBelow0IsNoLabel(int label) {
        Timestep timestep = tokens().setToken(9).setLabel(label).build();

        Step step = classes.decode(Steps.record(timestep)).step();

        assertThat(step).isNotNull();
        assertThat(step.label()).isEqualTo(Step.NONE);
        assertThat(step.hasTarget()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 3, Long.MAX_VALUE})
    void whereOrderIsByEventTimeTheNumberIsIgnored(long number) {
        ModelSpec model = model(TWO_FEATURES, 2, new LossSpec.Mse());
        TimestepDecoder byTime =
                new TimestepDecoder(Content.STEPS, new TimestepValidator(model, GIVEN, stream("time")), null, null);

        assertThat(byTime.decode(Steps.record(Steps.valid().setStep(number).build()))
                        .step())
                .extracting(Step::step)
                .isEqualTo((long) Step.NONE);
    }

    @Test
    void aFeatureMayBeMissingWhereTheModelTakesThat() {
        InputSpec input = new InputSpec.Features(2, List.of(Missing.MASK, Missing.REJECT));
        TimestepDecoder masked = decoder(input, 2, new LossSpec.Mse(), GIVEN);

        Step step = masked.decode(Steps.record(
                        Steps.valid().setFeatures(List.of(Float.NaN, 2f)).build()))
                .step();
        assertThat(step).isNotNull();
        assertThat(step.features()).containsExactly(Float.NaN, 2f);
        for (List<Float> features : List.of(List.of(1f, Float.NaN), List.of(Float.POSITIVE_INFINITY, 1f))) {
            Rejected rejected = masked.decode(
                            Steps.record(Steps.valid().setFeatures(features).build()))
                    .rejected();
            assertThat(rejected).isNotNull();
            assertThat(rejected.reason()).isEqualTo("features");
            assertThat(rejected.message()).contains("model.input.missing");
        }
    }

    @Test
    void theKeyMayBeAbsent() {
        byte[] value = Steps.record(Steps.valid().build()).value();

        assertThat(regression.decode(Steps.record(null, value)).step()).isNotNull();
    }

    @Test
    void aForecastMakesItsOwnTargetsWhateverTheStreamGives() {
        TimestepDecoder next = decoder(TWO_FEATURES, 1, new LossSpec.Mse(), new TargetConfig.Next(1, List.of(0), true));

        assertThat(next.decode(Steps.record(Steps.valid().setLabel(3).build())).step())
                .satisfies(step -> assertThat(step.target()).isNull())
                .satisfies(step -> assertThat(step.label()).isEqualTo(Step.NONE));
    }

    @Test
    void aRejectionTellsWhereTheRecordCameFromAndKeepsItsBytes() {
        byte[] value = {1, 2, 3};
        byte[] key = {9};

        assertThat(regression.decode(Steps.record(key, value)).rejected())
                .usingRecursiveComparison()
                .isEqualTo(new Rejected(
                        "timesteps",
                        2,
                        77,
                        -1,
                        key,
                        value,
                        new String[] {"trace", "empty"},
                        new byte[][] {{1, 2}, null},
                        "not_framed",
                        "no Avro single-object header (C3 01 and a schema fingerprint) starts the record"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource
    void rejects(String decoder, Timestep timestep, String reason, String message) {
        TimestepDecoder chosen =
                switch (decoder) {
                    case "regression" -> regression;
                    case "classes" -> classes;
                    default -> probabilities;
                };
        Rejected rejected = chosen.decode(Steps.record(timestep)).rejected();

        assertThat(rejected).isNotNull();
        assertThat(rejected.reason()).isEqualTo(reason);
        assertThat(rejected.message()).isEqualTo(message);
    }

    static Stream<Arguments> rejects() {
        return Stream.of(
                regression(Steps.valid().setSequenceId(""), "sequence_id", "sequence_id is empty; name the sequence"),
                regression(
                        Steps.valid().setSequenceId("é".repeat(129)),
                        "sequence_id",
                        "sequence_id takes 258 bytes; at most 256 are allowed"),
                regression(Steps.valid().setStep(-1), "step", "step is -1; it counts from 0"),
                regression(
                        Steps.valid().setStep(Long.MAX_VALUE),
                        "step",
                        "step is 9223372036854775807; no step could follow it, count from 0"),
                regression(
                        Steps.valid().setEventTime(Instant.ofEpochMilli(1_700_000_000_000_000L)),
                        "event_time",
                        "event_time is 1700000000000000 ms after 1970, outside the years 1 to 9999; is it in other"
                                + " units?"),
                regression(
                        Steps.valid().setEventTime(Instant.ofEpochMilli(Long.MAX_VALUE)),
                        "event_time",
                        "event_time is 9223372036854775807 ms after 1970, outside the years 1 to 9999; is it in other"
                                + " units?"),
                regression(
                        Steps.valid().setEventTime(Instant.ofEpochMilli(Long.MIN_VALUE)),
                        "event_time",
                        "event_time is -9223372036854775808 ms after 1970, outside the years 1 to 9999; is it in other"
                                + " units?"),
                regression(
                        Steps.valid().setFeatures(List.of(1f)), "features", "there are 1 features; the model takes 2"),
                regression(
                        Steps.valid().setFeatures(List.of(1f, Float.NaN)),
                        "features",
                        "features[1] is NaN; only finite numbers can be learnt; model.input.missing says what NaN"
                                + " may stand for"),
                regression(
                        Steps.valid().setTarget(List.of(Float.NEGATIVE_INFINITY, 1f)),
                        "target",
                        "target[0] is -Infinity; only finite numbers can be learnt"),
                regression(
                        Steps.valid().setTarget(List.of(1f)), "target", "the target has 1 numbers; the head learns 2"),
                regression(
                        Steps.valid().setLabel(1),
                        "label",
                        "label is 1, but the head does not classify; set target instead"),
                regression(
                        Steps.valid().setToken(1), "token", "token is 1, but the model takes features; leave it out"),
                regression(
                        Steps.valid().setWeight(-1),
                        "weight",
                        "weight is -1.0; it must be from 0 to 8.0 (stream.max_weight)"),
                regression(
                        Steps.valid().setWeight(Float.NaN),
                        "weight",
                        "weight is NaN; it must be from 0 to 8.0 (stream.max_weight)"),
                regression(
                        Steps.valid().setWeight(8.1f),
                        "weight",
                        "weight is 8.1; it must be from 0 to 8.0 (stream.max_weight)"),
                classes(tokens(), "token", "there is no token; the model takes one"),
                classes(tokens().setToken(10), "token", "token is 10; the model knows 0 to 9"),
                classes(tokens().setToken(-1), "token", "token is -1; the model knows 0 to 9"),
                classes(tokens().setToken(1).setLabel(5), "label", "label is 5; the head knows 0 to 4"),
                classes(
                        tokens().setToken(1).setTarget(List.of(1f)),
                        "target",
                        "there is a target, but the head classifies; set label instead"),
                classes(
                        tokens().setToken(1).setFeatures(List.of(1f)),
                        "features",
                        "there are 1 features; the model takes 0"),
                Arguments.of(
                        "probabilities",
                        Steps.valid().setTarget(List.of(0f, 1.5f)).build(),
                        "target",
                        "target holds 1.5; binary_cross_entropy takes 0 to 1"));
    }

    @Test
    void aKeyThatIsNotTheSequenceIsRejected() {
        byte[] value = Steps.record(Steps.valid().build()).value();

        assertThat(regression
                        .decode(Steps.record("other".getBytes(StandardCharsets.UTF_8), value))
                        .rejected())
                .extracting(Rejected::reason)
                .isEqualTo("key");
    }

    @Test
    void aStepTooFarAheadOfItsRecordIsRejected() {
        long written = READ - 86_400_000;

        assertThat(punctual(written + 300_000, written).rejected()).isNull();
        assertThat(punctual(written + 300_001, written).rejected())
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo("event_time"))
                .satisfies(rejected -> assertThat(rejected.message())
                        .isEqualTo("event_time is 2026-11-21T12:05:00.001Z, more than PT5M ahead of its record's Kafka"
                                + " timestamp, which is 2026-11-21T12:00:00Z; correct the sender's clock, or raise"
                                + " stream.max_ahead where the data are of the future"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, READ + 86_400_000, Long.MAX_VALUE})
    void aStepTooFarAheadOfItsReaderIsRejectedWhateverItsRecordSays(long written) {
        assertThat(punctual(READ + 300_000, written).rejected()).isNull();
        assertThat(punctual(READ + 300_001, written).rejected())
                .extracting(Rejected::message)
                .isEqualTo(
                        "event_time is 2026-11-22T12:05:00.001Z, more than PT5M ahead of the reader's clock, which is"
                                + " 2026-11-22T12:00:00Z; correct the sender's clock, or raise stream.max_ahead where"
                                + " the"
                                + " data are of the future");
    }

    @Test
    void aStepOfThePastIsTakenWheneverItsRecordWasWritten() {
        assertThat(punctual(0, READ).rejected()).isNull();
        assertThat(punctual(-86_400_000, 0).rejected()).isNull();
        assertThat(punctual(READ, READ).rejected()).isNull();
    }

    private static DecodeResult punctual(long eventTime, long written) {
        EventTimeCheck check = new EventTimeCheck(new ClockRule(300_000, 10_000), () -> READ);
        Timestep timestep =
                Steps.valid().setEventTime(Instant.ofEpochMilli(eventTime)).build();
        return decoder(TWO_FEATURES, 2, new LossSpec.Mse(), GIVEN, check).decode(Steps.record(timestep, written));
    }

    @Test
    void aDeletionIsRejected() {
        assertThat(regression.decode(Steps.record(new byte[] {1}, null)).rejected())
                .extracting(Rejected::reason)
                .isEqualTo("no_value");
    }

    @Test
    void aValueOfMoreThanAMebibyteIsTooLarge() {
        byte[] valid = Steps.record(Steps.valid().build()).value();

        assertThat(regression
                        .decode(Steps.record(null, Arrays.copyOf(valid, (1 << 20) + 1)))
                        .rejected())
                .extracting(Rejected::reason)
                .isEqualTo("too_large");
    }

    @Test
    void aRecordOfTheStreamsFormatBecomesAStepWhateverItsKey() {
        byte[] json = "{\"id\": \"storm\", \"n\": 3, \"ts\": 1000, \"x\": [1, 2], \"y\": [3, 4]}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(json().decode(Steps.record(new byte[] {9}, json)).step())
                .usingRecursiveComparison()
                .isEqualTo(new Step(
                        "storm", 3, 1000, new float[] {1, 2}, Step.NONE, new float[] {3, 4}, Step.NONE, 1, false));
    }

    /** Late steps are written to the dead letters in this schema. */
    @Test
    void aTimestepIsTakenWhateverTheStreamsFormatIs() {
        assertThat(json().decode(Steps.record(Steps.valid().build())))
                .usingRecursiveComparison()
                .isEqualTo(regression.decode(Steps.record(Steps.valid().build())));
    }

    @Test
    void whatIsRejectedInAnotherFormatKeepsItsBytesAndHasItsReason() {
        byte[] absent =
                "{\"id\": \"storm\", \"n\": 3, \"ts\": 1000, \"x\": [1, null]}".getBytes(StandardCharsets.UTF_8);
        byte[] other =
                "{\"id\": \"storm\", \"n\": 3, \"ts\": 1000, \"x\": [1, true, 2]}".getBytes(StandardCharsets.UTF_8);

        assertThat(json().decode(Steps.record(null, absent)).rejected())
                .satisfies(rejected -> assertThat(rejected.value()).isEqualTo(absent))
                .satisfies(rejected -> assertThat(rejected.message())
                        .isEqualTo("features[1] is NaN; only finite numbers can be learnt; model.input.missing"
                                + " says what NaN may stand for"));
        assertThat(json().decode(Steps.record(null, other)).rejected())
                .satisfies(rejected -> assertThat(rejected.reason()).isEqualTo("field"))
                .satisfies(
                        rejected -> assertThat(rejected.message()).isEqualTo("x has 3 elements; stream.fields says 2"));
        assertThat(json().decode(Steps.record(null, new byte[] {(byte) 0xC3, 1, 0, 0, 0, 0, 0, 0, 0, 0}))
                        .rejected())
                .extracting(Rejected::reason)
                .isEqualTo("malformed");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNoRecordsFault() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        TimestepDecoder avro = new TimestepDecoder(JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                stream:
                  format: {type: avro, registry: {url: "http://localhost:%d"}}
                  fields: {sequence: id, time: ts, step: n, features: [a, b]}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: gru, units: 2}]
                  head: {units: 2, loss: {type: mse}}
                """.formatted(closed)));

        assertThatThrownBy(() -> avro.decode(Steps.record(null, new byte[] {0, 0, 0, 0, 7, 1})))
                .isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("stream.format.registry.url is http://localhost:" + closed);
    }

    private static TimestepDecoder json() {
        return new TimestepDecoder(JobConfig.parse("""
                        kafka: {bootstrap_servers: "localhost:9092"}
                        stream:
                          format: json
                          fields: {sequence: id, time: ts, step: n, features: {path: x, size: 2}, target: {path: y, size: 2}}
                        model:
                          input: {type: features, size: 2}
                          layers: [{type: gru, units: 2}]
                          head: {units: 2, loss: {type: mse}}
                        """));
    }

    @Test
    void noBytesEverThrow() {
        Random random = new Random(5);
        byte[] valid = Steps.record(Steps.valid().build()).value();
        for (int i = 0; i < 20_000; i++) {
            byte[] value = valid.clone();
            value[random.nextInt(value.length)] = (byte) random.nextInt(256);
            DecodeResult arrival = regression.decode(Steps.record(null, value));
            assertThat(arrival.step() == null).isEqualTo(arrival.rejected() != null);
        }
    }

    private static Arguments regression(Timestep.Builder timestep, String reason, String message) {
        return Arguments.of("regression", timestep.build(), reason, message);
    }

    private static Arguments classes(Timestep.Builder timestep, String reason, String message) {
        return Arguments.of("classes", timestep.build(), reason, message);
    }

    private static Timestep.Builder tokens() {
        return Steps.valid().setFeatures(List.of()).setTarget(null);
    }

    private static TimestepDecoder decoder(InputSpec input, int units, LossSpec loss, TargetConfig target) {
        return decoder(input, units, loss, target, null);
    }

    private static TimestepDecoder decoder(
            InputSpec input, int units, LossSpec loss, TargetConfig target, @Nullable EventTimeCheck check) {
        ModelSpec model = model(input, units, loss);
        return new TimestepDecoder(Content.STEPS, new TimestepValidator(model, target, stream("number")), null, check);
    }

    private static ModelSpec model(InputSpec input, int units, LossSpec loss) {
        return new ModelSpec(input, List.of(new LayerSpec.Lstm(3, true, 0)), new HeadSpec(units, loss));
    }

    static StreamConfig stream(String order) {
        return JobConfig.parse("""
                        kafka: {bootstrap_servers: localhost:9092}
                        stream: {max_weight: 8, order: %s}
                        model:
                          input: {type: features, size: 1}
                          layers: [{type: gru, units: 1}]
                          head: {units: 1, loss: mse}
                        """.formatted(order)).stream();
    }
}
