package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.protocol.ShardProgress;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.protocol.worker.ParameterView;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.worker.ConfiguredWorker;
import io.backflow.model.Initialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which forecasts leave the worker and how much of each, and that the choice changes nothing else. */
class PublishedForecastsTest {

    private static final int SEQUENCES = 4;
    private static final int STEPS = 100;
    private static final int CLASSES = 12;

    @Test
    void whatIsNotPublishedIsForecastAndCountedAllTheSame() {
        Run all = Run.of(CLASSES, "{}");
        Run sample = Run.of(CLASSES, "{publish: {type: sample, share: 0.25}}");
        Run none = Run.of(CLASSES, "{publish: none}");

        assertThat(all.published).hasSize(SEQUENCES * STEPS);
        // 400 draws of .25: a hundred, with a deviation of nine
        assertThat(sample.published).hasSizeBetween(60, 140);
        assertThat(none.published).isEmpty();
        assertThat(all.totals.scored()).isEqualTo(SEQUENCES * STEPS);
        for (Run run : List.of(sample, none)) {
            assertThat(run.totals).isEqualTo(all.totals);
        }
    }

    @Test
    void theSameStepsAreDrawnAgain() {
        Run sample = Run.of(CLASSES, "{publish: {type: sample, share: 0.25}}");
        Run again = Run.of(CLASSES, "{publish: {type: sample, share: 0.25}, top_k: 2}");

        assertThat(steps(again)).isEqualTo(steps(sample));
    }

    private static Set<String> steps(Run run) {
        return run.published.stream()
                .map(one -> one.sequenceId() + one.after().step())
                .collect(Collectors.toSet());
    }

    @Test
    void aForecastContainsTheHighestClassesOfThoseItWouldContain() {
        Run all = Run.of(CLASSES, "{}");
        Run top = Run.of(CLASSES, "{top_k: 3}");

        assertThat(top.totals).isEqualTo(all.totals);
        assertThat(top.published).hasSameSizeAs(all.published);
        for (int i = 0; i < all.published.size(); i++) {
            float[] outputs = all.published.get(i).said().values();
            int[] classes = top.published.get(i).said().classes();
            assertThat(all.published.get(i).said().classes()).isNull();
            assertThat(outputs).hasSize(CLASSES);
            assertThat(classes).hasSize(3);
            assertThat(top.published.get(i).said().values())
                    .containsExactly(outputs[classes[0]], outputs[classes[1]], outputs[classes[2]])
                    .isSortedAccordingTo((a, b) -> Float.compare(b, a));
            assertThat(IntStream.range(0, CLASSES).filter(c -> outputs[c] > outputs[classes[2]]))
                    .as("higher than the third")
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void ofManyClassesOnlyTheTenHighestArePublishedUnlessMoreAreAskedFor() {
        assertThat(Run.of(1001, "{}").published).allMatch(one -> one.said().values().length == 10);
        assertThat(Run.of(1000, "{}").published).allMatch(one -> one.said().values().length == 1000);
        assertThat(Run.of(1001, "{top_k: 1001}").published)
                .allMatch(one -> one.said().values().length == 1001);
    }

    private record Run(ForecastTotals totals, List<Forecast> published) {

        static Run of(int classes, String predictions) {
            JobConfig config = JobConfig.parse("""
                    job: {seed: 4}
                    kafka: {bootstrap_servers: "localhost:9092"}
                    model:
                      input: {type: tokens, vocabulary: %d, embedding: 4}
                      layers: [{type: gru, units: 8}]
                      head: {units: %d, loss: {type: cross_entropy}}
                    server: {shards: 1}
                    forecast: {type: arrival}
                    predictions: %s
                    """.formatted(classes, classes, predictions));
            float[] parameters = Initialization.keras(config.model(), 4);
            ParameterView view = new ParameterView(new Sharding(parameters.length, 1), 0);
            ShardProgress progress = new ShardProgress(0, new long[0], 0, TrainingTotals.ZERO);
            view.apply(new ShardSnapshot(new VersionId(1, 1, 5), 0, parameters, progress, null, false));
            Memory memory = new Memory(config.model().stateSize());
            try (Forecaster forecaster = Objects.requireNonNull(ConfiguredWorker.forecaster(config, view, memory))) {
                for (int t = 0; t < STEPS; t++) {
                    for (int s = 0; s < SEQUENCES; s++) {
                        int token = (7 * t + s) % classes;
                        int label = (token + 3) % classes;
                        forecaster.taken(
                                new Step("text-" + s, t, 1000L * t, new float[0], token, null, label, 1f, false));
                    }
                    forecaster.flush();
                }
                return new Run(forecaster.scorer().take(), memory.published);
            }
        }
    }

    private static final class Memory implements ForecastContext {

        private final Map<String, LiveState> states = new HashMap<>();
        private final List<Forecast> published = new ArrayList<>();
        private final int stateSize;

        Memory(int stateSize) {
            this.stateSize = stateSize;
        }

        @Override
        public LiveState live(String id) {
            return states.computeIfAbsent(id, none -> new LiveState(stateSize));
        }

        @Override
        public void keepLive(String id, LiveState state) {
            states.put(id, state);
        }

        @Override
        public void forecast(Forecast forecast) {
            published.add(forecast);
        }

        @Override
        public long now() {
            return 0;
        }
    }
}
