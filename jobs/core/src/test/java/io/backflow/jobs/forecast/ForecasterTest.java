package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.LifetimeRule;
import io.backflow.jobs.sequence.ReorderRule;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Sequencer;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.sequence.WindowRule;
import io.backflow.jobs.window.BatchRow;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForecasterTest {

    private static final float ROUNDING = 1e-6f;
    private static final int SHARDS = 2;
    private static final ModelSpec SPEC = new ModelSpec(
            new InputSpec.Features(2), List.of(new LayerSpec.Gru(5, true, 0)), new HeadSpec(1, new LossSpec.Mse()));
    private static final FeatureScale SCALE = new FeatureScale(new float[] {1f, 0f}, new float[] {2f, 1f});
    private static final TargetRule NEXT = new TargetRule(1, new int[] {0});

    private final Map<String, LiveState> states = new HashMap<>();
    private final List<Forecast> forecasts = new ArrayList<>();
    private final ParameterView view = new ParameterView(new Sharding(Initialization.keras(SPEC, 1).length, SHARDS), 0);
    private final Memory memory = new Memory();
    private Forecaster forecaster = forecaster(NEXT, 3);

    @AfterEach
    void close() {
        forecaster.close();
    }

    @Test
    void eachStepIsForecastAndItsForecastIsScoredWithTheNext() {
        parameters(4);
        for (int t = 0; t < 3; t++) {
            forecaster.taken(step("a", t));
            memory.now = 500 + t;
            forecaster.flush();
        }

        float[] outputs = outputs(4, "a", 3);
        assertThat(forecasts).hasSize(3);
        Forecast last = forecasts.get(2);
        assertThat(last.after()).isEqualTo(new Moment(2, 2000));
        assertThat(last.about()).isEqualTo(new Moment(3, 3000));
        assertThat(last.said().version()).isEqualTo(4);
        assertThat(last.said().madeAt()).isEqualTo(502);
        assertThat(last.said().values()[0]).isEqualTo(2 * outputs[2] + 1, within(ROUNDING));
        Outcome outcome = last.outcome();
        assertThat(outcome).isNotNull();
        assertThat(outcome.madeAfter()).isEqualTo(1);
        assertThat(outcome.target()).containsExactly(feature("a", 2));
        assertThat(outcome.loss()).isEqualTo(squared(outputs[1] - normal("a", 2)), within(ROUNDING));
        assertThat(outcome.baselineLoss()).isEqualTo(squared(normal("a", 1) - normal("a", 2)), within(ROUNDING));
        assertThat(forecasts.get(0).outcome()).isNull();
        assertThat(forecasts.get(0).about().eventTime()).isEqualTo(Moment.UNKNOWN);
        ForecastTotals totals = forecaster.scorer().take();
        assertThat(totals.scored()).isEqualTo(2);
        assertThat(totals.overtaken()).isZero();
        assertThat(totals.lossSum())
                .isEqualTo(squared(outputs[0] - normal("a", 1)) + squared(outputs[1] - normal("a", 2)), within(1e-6));
        assertThat(forecaster.scorer().take()).isEqualTo(ForecastTotals.ZERO);
    }

    @Test
    void stepsThatWaitTogetherAreForecastAsIfTheyHadComeAlone() {
        parameters(4);
        for (int t = 0; t < 4; t++) {
            for (String id : List.of("a", "b", "c", "d", "e")) {
                if (t < 3 || id.equals("b")) {
                    forecaster.taken(step(id, t));
                }
            }
        }
        assertThat(forecaster.full()).isTrue();
        forecaster.flush();

        assertThat(forecasts).hasSize(16);
        for (Forecast forecast : forecasts) {
            int t = (int) forecast.after().step();
            float output = outputs(4, forecast.sequenceId(), t + 1)[t];
            assertThat(forecast.said().values()[0]).isEqualTo(2 * output + 1, within(ROUNDING));
        }
        assertThat(forecaster.scorer().take().overtaken()).isEqualTo(11);
        assertThat(forecaster.waiting()).isZero();
    }

    @Test
    void anEpisodeStartsFromZeroAndWhatWasSaidOfTheLastOneIsForgotten() {
        parameters(4);
        forecaster.taken(step("a", 0));
        forecaster.ended("a");
        forecaster.taken(step("a", 0));
        forecaster.flush();
        forecaster.taken(step("a", 1));
        forecaster.ended("a");
        forecaster.flush();

        float[] outputs = outputs(4, "a", 2);
        assertThat(forecasts.stream().map(forecast -> forecast.said().values()[0]))
                .containsExactly(2 * outputs[0] + 1, 2 * outputs[0] + 1, 2 * outputs[1] + 1);
        assertThat(forecaster.scorer().take().scored()).isEqualTo(1);
        assertThat(states).as("of what has ended nothing is kept").isEmpty();
    }

    @Test
    void stepsWaitForTheFirstParameters() {
        forecaster.taken(step("a", 0));
        forecaster.flush();
        assertThat(forecaster.ready()).isFalse();
        assertThat(forecasts).isEmpty();

        parameters(4);
        forecaster.flush();

        assertThat(forecasts).hasSize(1);
    }

    @Test
    void aModelOfWhichOneShardIsNewerIsNotUsed() {
        parameters(4);
        forecaster.taken(step("a", 0));
        forecaster.flush();
        shard(5, 0);
        forecaster.taken(step("a", 1));
        forecaster.flush();
        shard(5, 1);
        forecaster.taken(step("a", 2));
        forecaster.flush();

        assertThat(forecasts.stream().map(forecast -> forecast.said().version()))
                .containsExactly(4L, 4L, 5L);
        float[] outputs = outputs(4, "a", 2);
        assertThat(forecasts.get(1).said().values()[0]).isEqualTo(2 * outputs[1] + 1, within(ROUNDING));
    }

    @Test
    void aForecastWhoseStepIsMissingIsNotScored() {
        parameters(4);
        forecaster.taken(step("a", 0));
        forecaster.taken(step("a", 2));
        forecaster.taken(step("a", 3));
        forecaster.flush();

        assertThat(forecasts.get(1).outcome()).isNull();
        assertThat(forecasts.get(2).outcome()).isNotNull();
        assertThat(forecaster.scorer().take().scored()).isEqualTo(1);
    }

    @Test
    void aTargetOfItsOwnIsScoredAtOnceBesideTheLastOne() {
        forecaster.close();
        forecaster = forecaster(TargetRule.GIVEN, 3);
        parameters(4);
        forecaster.taken(withTarget("a", 0, 0.5f));
        forecaster.taken(withTarget("a", 1, 0.75f));
        forecaster.flush();

        float[] outputs = outputs(4, "a", 2);
        Outcome outcome = forecasts.get(1).outcome();
        assertThat(outcome).isNotNull();
        assertThat(outcome.madeAfter()).isEqualTo(1);
        assertThat(outcome.loss()).isEqualTo(squared(outputs[1] - 0.75f), within(ROUNDING));
        assertThat(outcome.baselineLoss()).isEqualTo(squared(0.25f), within(ROUNDING));
        assertThat(forecasts.get(1).about()).isEqualTo(new Moment(1, 1000));
    }

    @Test
    void aStateSavedWithoutItsLiveOneGoesOnFromTheStepsThatWereKept() {
        SequenceState state = new SequenceState(SPEC.stateSize());
        Sequencer sequencer = new Sequencer(
                new WindowRule(3, NEXT),
                new ReorderRule(4, 1000, GapPolicy.RESET),
                new LifetimeRule(LifetimeRule.NEVER, LifetimeRule.NEVER),
                SequenceListener.NONE);
        for (int t = 0; t < 6; t++) {
            sequencer.accept(state, step("a", t));
        }
        assertThat(state.ready).isNotEmpty();
        assertThat(state.open).isNotEmpty();
        forecaster.restored("a", state);
        parameters(4);
        forecaster.flush();
        assertThat(forecasts).as("nothing is said again").isEmpty();
        forecaster.restored("a", state);
        forecaster.taken(step("a", 6));
        forecaster.flush();

        assertThat(forecasts).hasSize(1);
        assertThat(forecasts.get(0).said().values()[0]).isEqualTo(2 * outputs(4, "a", 7)[6] + 1, within(ROUNDING));
    }

    @Test
    void aForecastIsScoredWhenItsLabelComesWhateverHasComeMeanwhile() {
        forecaster.close();
        forecaster = forecaster(TargetRule.GIVEN, 3, true);
        parameters(4);
        forecaster.taken(step("a", 0));
        forecaster.settled(withTarget("a", 0, 0.5f));
        assertThat(forecaster.scorer().take().scored()).as("it is not made yet").isZero();
        memory.now = 5;
        forecaster.flush();
        assertThat(forecaster.scorer().take().overtaken()).isEqualTo(1);
        for (int t = 1; t < 4; t++) {
            forecaster.taken(step("a", t));
        }
        forecaster.flush();
        forecaster.ended("a");
        forecaster.flush();
        memory.now = 6;

        forecaster.settled(withTarget("a", 2, 0.5f));
        forecaster.settled(withTarget("a", 2, 0.5f));
        forecaster.settled(step("a", 1));
        forecaster.settled(withTarget("a", 1, 0.5f));

        ForecastTotals totals = forecaster.scorer().take();
        assertThat(totals.scored()).as("once, and none that was given up").isEqualTo(1);
        assertThat(totals.overtaken()).isZero();
        assertThat(totals.lossSum()).isEqualTo(squared(outputs(4, "a", 4)[2] - 0.5f), within(1e-6));
        assertThat(forecasts).hasSize(4).allMatch(forecast -> forecast.outcome() == null);
        assertThat(states.get("a").awaited).extracting(one -> one.step().step()).containsExactly(3L);
        forecaster.settled(withTarget("a", 3, 0.5f));
        assertThat(states).as("of an episode that has ended").doesNotContainKey("a");
    }

    private Forecaster forecaster(TargetRule targets, int batch) {
        return forecaster(targets, batch, false);
    }

    private Forecaster forecaster(TargetRule targets, int batch, boolean delayed) {
        TargetCodec codec = TargetCodec.of(SPEC.head(), targets, false, SCALE);
        return new Forecaster(
                new LiveStepper(new BatchRow(SPEC, SCALE, codec), batch, 0),
                new ForecastScorer(SPEC, targets, codec, null, delayed),
                new ForecastWriter(PredictionSelection.ALL, codec, null, targets),
                view,
                memory);
    }

    private void parameters(long version) {
        for (int shard = 0; shard < SHARDS; shard++) {
            shard(version, shard);
        }
    }

    private void shard(long version, int shard) {
        float[] values = view.sharding().part(Initialization.keras(SPEC, version), shard);
        ShardProgress progress = new ShardProgress(0, new long[0], 0, TrainingTotals.ZERO);
        view.apply(new ShardSnapshot(new VersionId(1, 1, version), shard, values, progress, null, false));
    }

    private static float feature(String id, int t) {
        return (float) Math.sin(id.hashCode() + 0.7 * t);
    }

    private static float normal(String id, int t) {
        return SCALE.normalise(feature(id, t), 0);
    }

    private static float squared(float error) {
        return error * error;
    }

    private static Step step(String id, int t) {
        return new Step(id, t, 1000L * t, new float[] {feature(id, t), t % 3});
    }

    private static Step withTarget(String id, int t, float target) {
        Step step = step(id, t);
        return new Step(
                id, t, step.eventTime(), step.features(), Step.NONE, new float[] {target}, Step.NONE, 1f, false);
    }

    /** What the library says after each of the first {@code steps} of a sequence, with one model. */
    private static float[] outputs(long version, String id, int steps) {
        try (Network network = new Network(SPEC, steps, 1)) {
            network.load(Initialization.keras(SPEC, version));
            Minibatch batch = new Minibatch(SPEC, steps, 1);
            batch.reset(steps, 1);
            for (int t = 0; t < steps; t++) {
                batch.inputs()[2 * t] = normal(id, t);
                batch.inputs()[2 * t + 1] = t % 3;
            }
            network.forward(batch);
            return network.outputs().predictions().clone();
        }
    }

    private final class Memory implements ForecastContext {

        private long now;

        @Override
        public LiveState live(String id) {
            return states.getOrDefault(id, new LiveState(SPEC.stateSize()));
        }

        @Override
        public void keepLive(String id, LiveState state) {
            if (state.isEmpty()) {
                states.remove(id);
            } else {
                states.put(id, state);
            }
        }

        @Override
        public void forecast(Forecast forecast) {
            forecasts.add(forecast);
        }

        @Override
        public long now() {
            return now;
        }
    }
}
