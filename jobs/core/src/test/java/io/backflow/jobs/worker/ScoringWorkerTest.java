package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.forecast.RecentSteps;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.scoring.GateState;
import io.backflow.jobs.scoring.ModelMessages;
import io.backflow.jobs.scoring.OfferedModel;
import io.backflow.jobs.scoring.ShadowScore;
import io.backflow.jobs.scoring.ShadowState;
import io.backflow.jobs.sequence.LabelVerdict;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepLabel;
import io.backflow.jobs.sequence.Verdict;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringWorkerTest {

    private static final float ROUNDING = 1e-6f;
    private static final JobConfig CONFIG = config("carry");
    private static final ModelSpec SPEC = CONFIG.model();

    private final Memory memory = new Memory();
    private final GateState gate = new GateState();
    private ScoringWorker worker = new ScoringWorker(CONFIG, memory);

    private static JobConfig config(String onUpdate) {
        return JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 5}]
              head: {units: 1, loss: {type: mse}}
            target: {type: next, columns: [0]}
            forecast: {type: arrival, batch: 64, on_update: %s}
            """.formatted(onUpdate)).forScoring();
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void theShadowIsComparedOnTheStepsThatBothForecastAndPublishesNothing() {
        current(1);
        steps(0, 5);
        shadow(2);
        steps(5, 10);

        ShadowScore score = worker.takeShadowScore();
        double own = 0;
        double other = 0;
        for (String id : List.of("a", "b")) {
            float[] mine = outputs(id, 10, t -> 1);
            float[] its = outputs(id, 10, t -> t < 5 ? 1 : 2);
            for (int t = 6; t < 10; t++) {
                own += squared(mine[t - 1] - feature(id, t));
                other += squared(its[t - 1] - feature(id, t));
            }
        }
        assertThat(score.offer()).isEqualTo(2);
        assertThat(score.steps()).isEqualTo(8);
        assertThat(score.lossSum()).isEqualTo(own, within(1e-5));
        assertThat(score.shadowLossSum()).isEqualTo(other, within(1e-5));
        assertThat(worker.takeShadowScore().steps()).isZero();
        assertThat(memory.forecasts)
                .hasSize(20)
                .allMatch(forecast -> forecast.said().version() == 1);
        assertThat(worker.takeTotals().scored()).isEqualTo(18);
    }

    @Test
    void labelsThatComeLaterScoreBothVersions() {
        worker.close();
        worker = new ScoringWorker(
                JobConfig.parse(config("carry")
                        .toJson()
                        .replaceFirst("\"target\":\\{[^}]*}", "\"target\":{\"type\":\"delayed\",\"max_wait\":\"1h\"}")),
                memory);
        current(1);
        steps(0, 2);
        shadow(2);
        steps(2, 5);
        for (int t = 4; t >= 0; t--) {
            worker.accept(new StepLabel("a", t, StepLabel.UNKNOWN, 60_000, new float[] {t}, Step.NONE, Float.NaN));
        }
        worker.accept(new StepLabel("b", 9, StepLabel.UNKNOWN, 60_000, new float[] {1}, Step.NONE, Float.NaN));

        assertThat(worker.counts().labels(LabelVerdict.JOINED)).isEqualTo(5);
        assertThat(worker.counts().labels(LabelVerdict.HELD)).isEqualTo(1);
        ShadowScore score = worker.takeShadowScore();
        double own = 0;
        double other = 0;
        for (int t = 2; t < 5; t++) {
            own += squared(outputs("a", 5, any -> 1)[t] - t);
            other += squared(outputs("a", 5, step -> step < 2 ? 1 : 2)[t] - t);
        }
        assertThat(score.steps()).as("that both have forecast").isEqualTo(3);
        assertThat(score.lossSum()).isEqualTo(own, within(1e-4));
        assertThat(score.shadowLossSum()).isEqualTo(other, within(1e-4));
        assertThat(worker.takeTotals().scored()).isEqualTo(5);
    }

    @Test
    void onceAdoptedTheVersionGoesOnFromTheStatesThatItHadInTheShadow() {
        current(1);
        steps(0, 3);
        shadow(2);
        steps(3, 6);
        gate.shadow = null;
        current(2, 2);
        steps(6, 9);

        float[] expected = outputs("a", 9, t -> t < 3 ? 1 : 2);
        for (int t = 6; t < 9; t++) {
            assertThat(memory.said("a", t)).isEqualTo(expected[t], within(ROUNDING));
        }
        Forecast first = memory.forecast("a", 6);
        assertThat(first.said().version()).isEqualTo(2);
        assertThat(first.outcome()).as("of what version 1 had published").isNotNull();
        double published = outputs("a", 9, t -> 1)[5];
        assertThat((double) first.outcome().loss()).isEqualTo(squared(published - feature("a", 6)), within(1e-5));
        assertThat(memory.shadows).isEmpty();
    }

    @Test
    void aRefusedVersionLeavesNoTraceInTheForecasts() {
        current(1);
        steps(0, 3);
        shadow(2);
        steps(3, 6);
        gate.shadow = null;
        send();
        steps(6, 8);
        shadow(3);
        steps(8, 10);

        float[] expected = outputs("a", 10, t -> 1);
        for (int t = 0; t < 10; t++) {
            assertThat(memory.said("a", t)).isEqualTo(expected[t], within(ROUNDING));
        }
        ShadowScore score = worker.takeShadowScore();
        assertThat(score.offer()).isEqualTo(3);
        float[] its = outputs("a", 10, t -> t < 8 ? 1 : 3);
        float[] others = outputs("b", 10, t -> t < 8 ? 1 : 3);
        assertThat(score.shadowLossSum())
                .isEqualTo(squared(its[8] - feature("a", 9)) + squared(others[8] - feature("b", 9)), within(1e-5));
    }

    @Test
    void stepsThatWaitAreForecastWithTheParametersOfBefore() {
        current(1);
        worker.accept(step("a", 0));
        current(2);
        worker.accept(step("a", 1));
        worker.flush();

        assertThat(memory.forecast("a", 0).said().version()).isEqualTo(1);
        assertThat(memory.forecast("a", 1).said().version()).isEqualTo(2);
        assertThat(memory.said("a", 1)).isEqualTo(outputs("a", 2, t -> t < 1 ? 1 : 2)[1], within(ROUNDING));
    }

    @Test
    void nothingIsKeptOfStepsThatWereForecastNorOfASequenceThatEnded() {
        current(1);
        shadow(2);
        steps(0, 40);
        assertThat(memory.sequences.get("a").open).isEmpty();
        assertThat(memory.sequences.get("a").ready).isEmpty();
        worker.endInput();

        assertThat(memory.lives).isEmpty();
        assertThat(memory.shadows).isEmpty();
        assertThat(memory.sequences).isEmpty();
    }

    @Test
    void aStateThatDoesNotFitTheModelIsComputedAgainFromTheStepsThatAreKept() {
        worker.close();
        worker = new ScoringWorker(config("{type: recompute, back: 4}"), memory);
        LiveState other = new LiveState(7);
        other.step = 5;
        other.eventTime = 5000;
        other.version = 1;
        other.recent = new RecentSteps(7);
        for (int t = 0; t <= 5; t++) {
            other.recent.steps.add(step("a", t));
        }
        memory.lives.put("a", other);
        current(1);
        SequenceState order = memory.sequence("a");
        order.episode.nextStep = 6;
        order.lastTaken = step("a", 5);
        memory.keep("a", order);
        worker.accept(step("a", 6));
        worker.flush();

        float[] expected = outputs("a", 3, 7, t -> 1);
        assertThat(memory.said("a", 6)).isEqualTo(expected[6], within(ROUNDING));
        assertThat(worker.statesRebuilt()).isEqualTo(1);
    }

    private void current(long version) {
        current(version, gate.offers + 1);
    }

    private void current(long version, long offer) {
        gate.turns++;
        gate.offers = Math.max(gate.offers, offer);
        gate.current = new OfferedModel(offer, new VersionId(1, 1, version), parameters(version));
        send();
    }

    private void shadow(long version) {
        gate.offers++;
        gate.shadow = new OfferedModel(gate.offers, new VersionId(1, 1, version), parameters(version));
        send();
    }

    private void send() {
        ModelMessages.of(gate).forEach(worker::parameters);
    }

    private void steps(int from, int to) {
        for (int t = from; t < to; t++) {
            worker.accept(step("a", t));
            worker.accept(step("b", t));
            worker.flush();
        }
    }

    private static float[] parameters(long version) {
        return Initialization.keras(SPEC, version);
    }

    private interface VersionOf {
        long step(int t);
    }

    private static float[] outputs(String id, int to, VersionOf versions) {
        return outputs(id, 0, to, versions);
    }

    /** What the network says after each step, from the zero state before step {@code from}. */
    private static float[] outputs(String id, int from, int to, VersionOf versions) {
        float[] outputs = new float[to];
        try (Network network = new Network(SPEC, 1, 1)) {
            Minibatch batch = new Minibatch(SPEC, 1, 1);
            float[] state = new float[SPEC.stateSize()];
            for (int t = from; t < to; t++) {
                batch.reset(1, 1);
                System.arraycopy(state, 0, batch.initialState(), 0, state.length);
                batch.inputs()[0] = feature(id, t);
                network.load(parameters(versions.step(t)));
                network.forward(batch);
                state = network.outputs().finalState().clone();
                outputs[t] = network.outputs().predictions()[0];
            }
        }
        return outputs;
    }

    private static double squared(double error) {
        return error * error;
    }

    private static float feature(String id, int t) {
        return (float) Math.sin(id.hashCode() + 0.7 * t);
    }

    private static Step step(String id, int t) {
        return new Step(id, t, 1000L * t, new float[] {feature(id, t), 0f});
    }

    /** Keeps all that a worker keeps and emits. */
    private static final class Memory implements ScoringContext {

        private final TreeMap<String, SequenceState> sequences = new TreeMap<>();
        private final Map<String, LiveState> lives = new HashMap<>();
        private final Map<String, ShadowState> shadows = new HashMap<>();
        private final List<Forecast> forecasts = new ArrayList<>();

        Forecast forecast(String id, int t) {
            return forecasts.stream()
                    .filter(one -> one.sequenceId().equals(id) && one.after().step() == t)
                    .findFirst()
                    .orElseThrow();
        }

        float said(String id, int t) {
            return forecast(id, t).said().values()[0];
        }

        @Override
        public List<String> sequences() {
            return List.copyOf(sequences.keySet());
        }

        @Override
        public SequenceState sequence(String id) {
            SequenceState state = sequences.get(id);
            return state == null ? new SequenceState(0) : state;
        }

        @Override
        public void keep(String id, SequenceState state) {
            if (state.disposable()) {
                sequences.remove(id);
            } else {
                sequences.put(id, state);
            }
        }

        @Override
        public LiveState live(String id) {
            LiveState live = lives.get(id);
            return live == null ? new LiveState(SPEC.stateSize()) : live;
        }

        @Override
        public void keepLive(String id, LiveState state) {
            if (state.isEmpty()) {
                lives.remove(id);
            } else {
                lives.put(id, state);
            }
        }

        @Override
        public @Nullable ShadowState shadow(String id) {
            return shadows.get(id);
        }

        @Override
        public void keepShadow(String id, @Nullable ShadowState state) {
            if (state == null) {
                shadows.remove(id);
            } else {
                shadows.put(id, state);
            }
        }

        @Override
        public void forecast(Forecast forecast) {
            forecasts.add(forecast);
        }

        @Override
        public long now() {
            return 1;
        }

        @Override
        public void registerTimer(String id, long time) {}

        @Override
        public void deleteTimer(String id, long time) {}

        @Override
        public void late(Step step, Verdict verdict) {}

        @Override
        public void lost(StepLabel label, LabelVerdict verdict) {}

        @Override
        public void warn(String sentence) {}
    }
}
