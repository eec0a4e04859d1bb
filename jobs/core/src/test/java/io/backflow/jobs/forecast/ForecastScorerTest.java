package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.PredictionSelection;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.head.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often the truth is inside a forecast's interval. */
class ForecastScorerTest {

    private static final TargetRule NEXT = new TargetRule(1, new int[] {0});
    private static final FeatureScale SCALE = new FeatureScale(new float[] {10f}, new float[] {2f});

    @Test
    void theShareOfTruthsBetweenTheOutermostQuantilesIsCounted() {
        ForecastScorer scorer = scorer(new HeadSpec(3, new LossSpec.Quantile(List.of(0.1, 0.5, 0.9))));
        LiveState live = new LiveState(1);
        float[][] said = {{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}, {1, 0, -1}};
        float[] truths = {8f, 12f, 12.1f, 9f}; // -1, 1, 1.05 and -0.5 in the network's units
        for (int i = 0; i < said.length; i++) {
            live.awaited.add(new AwaitedForecast(step(i, 10f), said[i], 0));
            scorer.arrived(live, step(i + 1, truths[i]), 1, new Outcome[1]);
        }

        assertThat(scorer.coverage()).isEqualTo(new Coverage(0.8, 4, 3));
        assertThat(scorer.take().coverage().share()).isEqualTo(0.75);
        assertThat(scorer.take().coverage().truths()).as("none since").isZero();
        assertThat(scorer.coverage().truths()).as("in all").isEqualTo(4);
    }

    @Test
    void eachTargetOfAForecastCounts() {
        TargetRule both = new TargetRule(1, new int[] {0, 1});
        HeadSpec head = new HeadSpec(4, new LossSpec.GaussianNll());
        ForecastScorer scorer = scorer(head, both, new FeatureScale(null, null));
        LiveState live = new LiveState(1);
        live.awaited.add(new AwaitedForecast(step(0, 0, 0), new float[] {0, 0, 0, (float) Math.log(4)}, 0));
        scorer.arrived(live, step(1, 1.3f, 2.5f), 1, new Outcome[1]); // within 1.28 and 2.56

        assertThat(scorer.take().coverage()).isEqualTo(new Coverage(0.8, 2, 1));
    }

    @Test
    void aForecastThatHasOverflowedHasNoInterval() {
        ForecastScorer scorer = scorer(new HeadSpec(2, new LossSpec.Quantile(List.of(0.1, 0.9))));
        LiveState live = new LiveState(1);
        live.awaited.add(new AwaitedForecast(step(0, 10f), new float[] {Float.NEGATIVE_INFINITY, 1f}, 0));
        scorer.arrived(live, step(1, 10f), 1, new Outcome[1]);

        assertThat(scorer.refused()).isEqualTo(1);
        assertThat(scorer.take().scored()).isZero();
        assertThat(scorer.coverage().truths()).isZero();
    }

    @Test
    void aForecastSaysItsIntervalInTheUnitsOfTheStream() {
        HeadSpec head = new HeadSpec(3, new LossSpec.Quantile(List.of(0.1, 0.5, 0.9)));
        TargetCodec codec = TargetCodec.of(head, NEXT, true, SCALE);
        ForecastWriter writer = new ForecastWriter(PredictionSelection.ALL, codec, Interval.of(head, null), NEXT);

        Forecast.Bounds bounds = writer.said(new LiveState(1), step(0, 12f), new float[] {-1, 0, 2}, 0, 0)
                .bounds();

        assertThat(bounds).isNotNull();
        assertThat(bounds.level()).isEqualTo(0.8);
        assertThat(bounds.lower()).containsExactly(10f); // 12, and -1 of 2 each
        assertThat(bounds.upper()).containsExactly(16f);
    }

    @Test
    void countsOfAnotherIntervalBeginAnew() {
        Coverage wide = new Coverage(0.9, 10, 9);
        Coverage narrow = new Coverage(0.5, 4, 2);

        assertThat(wide.plus(narrow)).isEqualTo(narrow);
        assertThat(narrow.minus(wide)).isEqualTo(narrow);
        assertThat(wide.plus(new Coverage(0.9, 2, 1))).isEqualTo(new Coverage(0.9, 12, 10));
        assertThat(wide.plus(Coverage.NONE)).isEqualTo(wide);
    }

    private static ForecastScorer scorer(HeadSpec head) {
        return scorer(head, NEXT, SCALE);
    }

    private static ForecastScorer scorer(HeadSpec head, TargetRule targets, FeatureScale scale) {
        ModelSpec spec = new ModelSpec(
                new InputSpec.Features(targets.columns().length), List.of(new LayerSpec.Gru(1, true, 0)), head);
        return new ForecastScorer(spec, targets, TargetCodec.of(head, targets, false, scale), Interval.of(head, null));
    }

    private static Step step(long t, float... features) {
        return new Step("a", t, 1000 * t, features);
    }
}
