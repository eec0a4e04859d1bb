package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ForecastContext;
import io.backflow.jobs.forecast.Forecaster;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Forecasts on arrival while the statistics that scale features move with the parameters. */
class GlobalForecastsTest implements ForecastContext {

    private static final JobConfig CONFIG = JobConfig.parse("""
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input: {type: features, size: 1}
              layers: [{type: gru, units: 4}]
              head: {units: 1, loss: {type: mse}}
            normalization: {type: global, steps: 1000}
            target: {type: next, columns: [0]}
            forecast: arrival
            """);

    private final ParameterView view = ConfiguredWorker.scoringView(CONFIG);
    private final Forecaster forecaster = Objects.requireNonNull(ConfiguredWorker.forecaster(CONFIG, view, this));
    private final Map<String, LiveState> live = new HashMap<>();
    private final List<Forecast> forecasts = new ArrayList<>();

    @AfterEach
    void close() {
        forecaster.close();
    }

    @Test
    void aForecastIsMadeWithTheVersionsScaleAndScoredByIt() {
        adopt(1, 100, 25);
        float first = forecast(0, 103);
        assertThat(first).isBetween(80f, 120f);

        adopt(2, -400, 10_000);
        float second = forecast(1, 110);

        assertThat(second).isBetween(-1000f, 200f);
        double expected = Math.pow((110 - first) / 5, 2);
        assertThat((double) Objects.requireNonNull(forecasts.get(1).outcome()).loss())
                .as("in deviations of the version that made it")
                .isCloseTo(expected, within(1e-4 * expected));
    }

    @Test
    void aVersionThatKnowsNothingForecastsNothing() {
        view.apply(snapshot(1, Initialization.keras(CONFIG.model(), 3)));
        assertThat(forecast(0, 103)).isNaN();
        adopt(2, 100, 25);
        assertThat(forecast(1, 104)).isBetween(80f, 120f);
        assertThat(forecasts.get(1).outcome()).as("there is nothing to score").isNull();
    }

    /** Training sees what a fixed normalization with the same numbers shows, and has no gradient of them. */
    @Test
    void theGradientIsThatOfTheNumbersOfTheVersion() {
        adopt(1, 100, 25);
        float[] moving = gradient(CONFIG, view.values());
        JobConfig fixed = JobConfig.parse(CONFIG.toJson()
                .replace("{\"type\":\"global\",\"steps\":1000}", "{\"mean\":[100],\"deviation\":[5]}")
                .replace(",\"normalized\":true", ""));
        float[] expected = gradient(fixed, Arrays.copyOf(view.values(), moving.length - 4));

        assertThat(expected).doesNotContain(Float.NaN);
        assertThat(moving).isEqualTo(Arrays.copyOf(expected, moving.length));
    }

    private static float[] gradient(JobConfig config, float[] parameters) {
        Gradients gradients = new Gradients(parameters.length);
        try (WindowTrainer trainer = ConfiguredWorker.windowTrainer(config)) {
            trainer.load(parameters, 1);
            SequenceState sequence = new SequenceState(config.model().stateSize());
            List<Step> steps = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                float[] target = {100 + 3 * t};
                float[] features = {97 + 3 * t};
                steps.add(new Step("s", t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, false));
            }
            sequence.ready.add(new Window(steps, 6000, true));
            trainer.train(List.of(sequence), gradients, scored -> {});
        }
        return gradients.values();
    }

    private float forecast(long number, float value) {
        forecaster.taken(new Step("s", number, 1000 * number, new float[] {value}));
        forecaster.flush();
        return Objects.requireNonNull(forecasts.get(forecasts.size() - 1).said())
                .values()[0];
    }

    private void adopt(long version, float mean, float variance) {
        float[] parameters = Initialization.keras(CONFIG.model(), 3);
        float[] statistics = {mean, 0f, variance, 1000f};
        System.arraycopy(statistics, 0, parameters, parameters.length - statistics.length, statistics.length);
        view.apply(snapshot(version, parameters));
    }

    private static ShardSnapshot snapshot(long version, float[] parameters) {
        ShardProgress progress = new ShardProgress(0, new long[0], 0, TrainingTotals.ZERO);
        return new ShardSnapshot(new VersionId(1, 1, version), 0, parameters, progress, null, false);
    }

    @Override
    public LiveState live(String id) {
        return live.computeIfAbsent(id, none -> new LiveState(CONFIG.model().stateSize()));
    }

    @Override
    public void keepLive(String id, LiveState state) {
        live.put(id, state);
    }

    @Override
    public void forecast(Forecast forecast) {
        forecasts.add(forecast);
    }

    @Override
    public long now() {
        return 0;
    }
}
