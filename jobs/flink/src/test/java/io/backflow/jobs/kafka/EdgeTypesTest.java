package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.control.CommandId;
import io.backflow.jobs.control.CommandReport;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.exchange.ArrivalType;
import io.backflow.jobs.exchange.RecordType;
import io.backflow.jobs.exchange.StepType;
import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.Outcome;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.Join;
import io.backflow.jobs.protocol.Relay;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.scorer.ScorerReport;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.server.ProgressAccount;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.CompositeType;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.ObjectArrayTypeInfo;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels between operators needs no Kryo, nulls included. */
final class EdgeTypesTest {

    private static final DriftAlarms DRIFT =
            new DriftAlarms(1, 2, 3, 4, new GroupAlarms[] {new GroupAlarms("north/", 1, 30, 0.5, 1)});

    private static final ForecastTotals SCORED = new ForecastTotals(4, 1, 0.5, 0.75, 3, new Coverage(0.8, 4, 3));
    private static final Forecast.Said SAID = new Forecast.Said(5, 6, new float[] {7}, null, null);
    private static final ShadowScore COMPARED = new ShadowScore(1, 2, 3, 4, Double.POSITIVE_INFINITY);
    private static final TrainingTotals TOTALS = new TrainingTotals(1, 2, 3, 4, 5, 6, 7);
    private static final Relay RELAY =
            new Relay(1, new Join[] {new Join(2, 3)}, new long[] {4}, new long[] {5}, new Slots(new float[] {6}, 7));

    private static final CommandId COMMAND = new CommandId(1, 2);

    static Stream<Object> values() {
        return Stream.of(
                new IssuedCommand(new Command(COMMAND, Command.Kind.RESET_SEQUENCE, "a", null, null), 0),
                new IssuedCommand(new Command(COMMAND, Command.Kind.ROLL_BACK, null, 0.5, 3L), 4),
                new CommandAnswer(COMMAND, Command.Kind.PAUSE, true, "steps are not learnt", 1L, 2L),
                new CommandAnswer(COMMAND, Command.Kind.UNKNOWN, false, "no", null, null),
                WorkerReport.of(new CommandReport(COMMAND, Command.Kind.FOLLOW, "no", 0)),
                DecodeResult.of(new Step("a", 1, 2, new float[] {1}, Step.NONE, new float[] {2}, 3, 1, true)),
                DecodeResult.of(new Step("a", 1, 2, new float[0], 5, null, Step.NONE, 0, false)),
                DecodeResult.of(new StepLabel("a", 1, 2, 3, new float[] {2}, Step.NONE, 1)),
                DecodeResult.of(new StepLabel("a", Step.NONE, 2, 3, null, 4, 1)),
                DecodeResult.of(new Rejected(
                        "t",
                        1,
                        2,
                        3,
                        new byte[] {1},
                        new byte[0],
                        new String[] {"h", "n"},
                        new byte[][] {{1}, null},
                        "r",
                        "m")),
                DecodeResult.of(new Rejected("t", 1, 2, 3, null, null, new String[0], new byte[0][], "r", "m")),
                new WindowPredictions(new PrequentialPrediction(
                        "a", 1, 2, 3, new float[] {1}, null, null, null, Float.NaN, Float.NaN, 1)),
                new WindowPredictions(
                        new PrequentialPrediction(
                                "a",
                                1,
                                2,
                                3,
                                new float[] {1},
                                new int[] {9},
                                new float[] {2},
                                new float[] {3},
                                4,
                                5,
                                6),
                        new PrequentialPrediction(
                                "a", 2, 3, 3, new float[] {1}, null, null, null, Float.NaN, Float.NaN, 1)),
                new ModelVersion("r", new VersionId(1, 2, 3), new long[] {4}, new float[] {5}, TOTALS, true, RELAY),
                new ModelVersion("r", new VersionId(1, 2, 3), new long[] {4}, new float[] {5}, TOTALS, false),
                new ProgressAccount(new VersionId(1, 2, 3), TOTALS, 4, DRIFT),
                new Join(1, 2),
                new ProgressReport(
                        "r",
                        1,
                        2,
                        3,
                        TOTALS,
                        4,
                        new IncidentCount[] {new IncidentCount("late", 3)},
                        SCORED,
                        new StepTotals[] {new StepTotals(1, SCORED)}),
                WorkerReport.of(new IncidentCount("late", 3)),
                WorkerReport.of(SCORED),
                WorkerReport.of(new StepTotals(1, SCORED), new StepTotals(6, SCORED)),
                new Forecast("a", new Moment(1, 2), new Moment(3, 4), SAID, null),
                ScorerReport.of(new IncidentCount("late", 3)),
                new ScorerReport(null, SCORED, null),
                new ScorerReport(null, null, COMPARED),
                new ScoringReport(
                        1, new ScoringReport.Models(null, null, COMPARED, false), null, SCORED, new IncidentCount[0]),
                new ScoringReport(
                        1,
                        new ScoringReport.Models(new VersionId(1, 2, 3), new VersionId(1, 2, 4), COMPARED, true),
                        new GateDecision(GateDecision.Kind.REFUSED, new VersionId(1, 2, 4), COMPARED, "too high"),
                        SCORED,
                        new IncidentCount[] {new IncidentCount("late", 3)}),
                new Forecast(
                        "a",
                        new Moment(1, 2),
                        new Moment(3, 4),
                        SAID,
                        null,
                        new Forecast.Parts(
                                new long[] {3, 5},
                                new Outcome[] {new Outcome(1, new float[] {2}, new float[] {3}, 3, 4, 5, 6)})),
                new Forecast(
                        "a",
                        new Moment(1, 2),
                        new Moment(3, Moment.UNKNOWN),
                        new Forecast.Said(
                                5,
                                6,
                                new float[] {7},
                                new int[] {8},
                                new Forecast.Bounds(0.8, new float[] {6}, new float[] {8})),
                        new Outcome(1, new float[] {2}, null, 3, 4, 5, 6)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    <T> void comesBackFromItsSerializer(T value) throws IOException {
        @SuppressWarnings("unchecked")
        TypeInformation<T> type = TypeInformation.of((Class<T>) value.getClass());
        assertNothingGeneric(type);
        assertThat(type).isInstanceOf(PojoTypeInfo.class);
        assertComesBack(type, value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    <T extends Record> void comesBackFromAnEdgeThatPassesItOn(T value) throws IOException {
        @SuppressWarnings("unchecked")
        TypeInformation<T> type = RecordType.of((Class<T>) value.getClass());
        assertComesBack(type, value);
        assertThat(type.createSerializer(new SerializerConfigImpl()).copy(value))
                .isSameAs(value);
    }

    static Stream<Step> steps() {
        return Stream.of(
                new Step("a", 1, 2, new float[] {1, Float.MIN_VALUE}, Step.NONE, new float[] {2}, 3, 1, true),
                new Step("a", Long.MAX_VALUE - 1, -2, new float[0], 5, null, Step.NONE, 0, false),
                new Step(
                        "größe-\uD83D\uDE80",
                        0,
                        0,
                        new float[] {-0f},
                        Step.NONE,
                        new float[0],
                        Step.NONE,
                        2,
                        false,
                        true,
                        null),
                new Step("x".repeat(256), 7, 8, new float[5000], Step.NONE, null, 0, 1, false, false, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void aStepComesBackWithEveryBit(Step step) throws IOException {
        assertComesBack(StepType.get(), step);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void aStepComesBackFromAmongLabels(Step step) throws IOException {
        assertComesBack(ArrivalType.get(), step);
    }

    @Test
    void aLabelComesBackWithEveryBit() throws IOException {
        assertComesBack(
                ArrivalType.get(), new StepLabel("s", 1, 2, 3, new float[] {-0f, Float.NaN}, Step.NONE, Float.NaN));
        assertComesBack(ArrivalType.get(), new StepLabel("s", Step.NONE, StepLabel.UNKNOWN, 3, null, 7, 0.5f));
    }

    @Test
    void stepsThatFollowEachOtherAreReadOneByOne() throws IOException {
        TypeSerializer<Step> serializer = StepType.get().createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        List<Step> steps = steps().toList();
        for (Step step : steps) {
            serializer.serialize(step, out);
        }
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        for (Step step : steps) {
            assertThat(serializer.deserialize(in)).usingRecursiveComparison().isEqualTo(step);
        }
        assertThat(in.available()).isZero();
    }

    @Test
    void stepsOfASequenceHaveOneIdWhenTheyComeBack() throws IOException {
        TypeSerializer<Step> serializer = StepType.get().createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        for (long number = 0; number < 2; number++) {
            serializer.serialize(new Step("größe", number, 0, new float[] {1}), out);
        }
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

        assertThat(serializer.deserialize(in).sequenceId())
                .isSameAs(serializer.deserialize(in).sequenceId());
    }

    private static <T> void assertComesBack(TypeInformation<T> type, T value) throws IOException {
        TypeSerializer<T> serializer = type.createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        T back = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(back)
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> Float.compare(a, b) == 0, Float.class)
                .isEqualTo(value);
    }

    private static void assertNothingGeneric(TypeInformation<?> type) {
        assertThat(type).isNotInstanceOf(GenericTypeInfo.class);
        if (type instanceof CompositeType<?> composite) {
            for (int i = 0; i < composite.getArity(); i++) {
                assertNothingGeneric(composite.getTypeAt(i));
            }
        }
        if (type instanceof ObjectArrayTypeInfo<?, ?> array) {
            assertNothingGeneric(array.getComponentInfo());
        }
    }
}
