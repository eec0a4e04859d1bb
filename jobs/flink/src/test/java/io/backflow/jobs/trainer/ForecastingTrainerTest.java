package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.exchange.Travel;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.Outcome;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.worker.Setting;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a trainer's forecasts are made, and what is kept of them over a checkpoint. */
class ForecastingTrainerTest {

    private static final int STEPS = 12;
    private static final List<String> SEQUENCES = List.of("a", "b", "c");

    @Test
    void aStepWaitsForOthersUntilItHasLingeredOrTheBatchIsFull() throws Exception {
        JobConfig config = config("{type: arrival, linger: 20ms, batch: 3}", "{type: asynchronous}");
        try (var harness = harness(config)) {
            harness.setProcessingTime(1000);
            harness.open();
            harness.processElement(step("a", 0), 0);
            assertThat(forecasts(harness)).isEmpty();
            harness.setProcessingTime(1019);
            assertThat(forecasts(harness)).isEmpty();
            harness.setProcessingTime(1020);
            assertThat(forecasts(harness)).hasSize(1);

            process(harness, step("a", 1));
            process(harness, step("b", 0));
            process(harness, step("c", 0));
            assertThat(forecasts(harness)).hasSize(4);
            assertThat(forecasts(harness).get(1).said().madeAt()).isEqualTo(1020);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carry", "{type: recompute, back: 3}"})
    void aCheckpointIsTakenAfterTheForecastsBeforeItAndTheStatesGoOn(String onUpdate) throws Exception {
        JobConfig config =
                config("{type: arrival, linger: 1h, batch: 64, on_update: " + onUpdate + "}", "{type: asynchronous}");
        List<Forecast> whole = new ArrayList<>();
        try (var harness = harness(config)) {
            harness.open();
            feed(harness, 0, STEPS);
            harness.endInput();
            whole.addAll(forecasts(harness));
        }
        List<Forecast> parts = new ArrayList<>();
        OperatorSubtaskState state;
        try (var harness = harness(config)) {
            harness.open();
            feed(harness, 0, 5);
            harness.getOperator().prepareSnapshotPreBarrier(1);
            assertThat(forecasts(harness)).hasSize(5 * SEQUENCES.size());
            state = harness.snapshot(1, 1);
            parts.addAll(forecasts(harness));
        }
        try (var harness = harness(config)) {
            harness.initializeState(state);
            harness.open();
            feed(harness, 5, STEPS);
            harness.endInput();
            parts.addAll(forecasts(harness));
        }
        assertThat(whole).hasSize(STEPS * SEQUENCES.size());
        assertThat(said(parts)).isEqualTo(said(whole));
    }

    @Test
    void howForecastsCameOutIsReportedBeforeABarrierAndAtTheEnd() throws Exception {
        JobConfig config = config("{type: arrival, linger: 1h, batch: 64}", "{type: synchronous, round: 1h}");
        try (var harness = harness(config)) {
            harness.open();
            feed(harness, 0, 3);
            harness.getOperator().prepareSnapshotPreBarrier(1);
            feed(harness, 3, 5);
            harness.endInput();

            assertThat(reported(harness)).hasSize(2);
            assertThat(reported(harness).get(0).scored()).isEqualTo(2L * SEQUENCES.size());
            assertThat(reported(harness).get(1).scored()).isEqualTo(2L * SEQUENCES.size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target: {type: next, columns: [0], steps: [1, 3]}\nforecast: {type: arrival, linger: 1h}",
                "target: {type: next}\nforecast: {type: arrival, linger: 1h, fed_back: [1, 3]}"
            })
    void partsThatWaitOverACheckpointAreScoredWhenTheirTruthComes(String steps) throws Exception {
        JobConfig config = severalSteps(steps);
        StepTotals[] scored = {};
        OperatorSubtaskState state;
        try (var harness = harness(config)) {
            harness.open();
            feed(harness, 0, 4);
            harness.getOperator().prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 1);
            scored = StepTotals.sum(scored, steps(harness));
        }
        try (var harness = harness(config)) {
            harness.initializeState(state);
            harness.open();
            feed(harness, 4, 8);
            harness.endInput();
            Forecast last = forecasts(harness).get(forecasts(harness).size() - 1);
            assertThat(last.parts()).isNotNull();
            assertThat(last.parts().targetSteps()).containsExactly(8, 10);
            assertThat(last.parts().outcomes()).extracting(Outcome::madeAfter).containsExactly(6L, 4L);
            scored = StepTotals.sum(scored, steps(harness));
        }
        assertThat(scored).extracting(StepTotals::stepsAhead).containsExactly(1, 3);
        assertThat(scored)
                .extracting(step -> step.totals().scored())
                .containsExactly(7L * SEQUENCES.size(), 5L * SEQUENCES.size());
    }

    private static JobConfig severalSteps(String steps) {
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 2}
                  layers: [{type: gru, units: 4}]
                  head: {units: 2, loss: {type: mse}}
                horizon: {type: truncated, every: 64}
                %s
                """.formatted(steps));
    }

    private static StepTotals[] steps(Harness harness) {
        StepTotals[] steps = {};
        for (var record : harness.getSideOutput(TrainerOutputs.REPORTS)) {
            steps = StepTotals.sum(steps, record.getValue().steps());
        }
        return steps;
    }

    private static List<ForecastTotals> reported(Harness harness) {
        List<ForecastTotals> totals = new ArrayList<>();
        harness.getSideOutput(TrainerOutputs.REPORTS).forEach(record -> {
            ForecastTotals forecasts = record.getValue().forecasts();
            if (forecasts != null) {
                totals.add(forecasts);
            }
        });
        return totals;
    }

    private static List<String> said(List<Forecast> forecasts) {
        return forecasts.stream()
                .map(one ->
                        one.sequenceId() + " " + one.after() + " " + one.said().values()[0])
                .sorted()
                .toList();
    }

    private static List<Forecast> forecasts(Harness harness) {
        var output = harness.getSideOutput(TrainerOutputs.FORECASTS);
        return output == null
                ? List.of()
                : output.stream().map(record -> record.getValue()).toList();
    }

    private static void feed(Harness harness, int from, int until) {
        for (int t = from; t < until; t++) {
            for (String id : SEQUENCES) {
                process(harness, step(id, t));
            }
        }
    }

    private static void process(Harness harness, Step step) {
        try {
            harness.processElement(step, step.eventTime());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Step step(String id, int t) {
        return new Step(id, t, 1000L * t, new float[] {(float) Math.sin(id.hashCode() + t), t % 2});
    }

    /** Windows are longer than the feed: nothing is trained, and the parameters stay what they are. */
    private static JobConfig config(String forecast, String sync) {
        String yaml = Setting.of("forecast: " + forecast + "\nsync: " + sync
                        + "\ntarget: {type: next, steps_ahead: 1, columns: [0]}\n")
                .toJson();
        return JobConfig.parse(yaml.replace("\"every\":4,\"back\":4", "\"every\":64,\"back\":64"));
    }

    private static Harness harness(JobConfig config) throws Exception {
        FreshParameters parameters = new FreshParameters(config);
        Harness harness = new Harness(config, parameters);
        harness.setup(Travel.serializer(config.server().encoding()));
        return harness;
    }

    /** A trainer whose parameters are there as soon as it is opened. */
    private static final class Harness extends TrainerHarness {

        private final FreshParameters parameters;

        Harness(JobConfig config, FreshParameters parameters) throws Exception {
            super(config, parameters, 128, 1, 0);
            this.parameters = parameters;
        }

        @Override
        public void open() throws Exception {
            super.open();
            parameters.arrive();
        }
    }
}
