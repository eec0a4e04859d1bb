package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.head.Interval;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How unusual the errors of forecasts are said to be, for each head. */
class ForecastAnomalyTest {

    private static final TargetRule NEXT = new TargetRule(1, new int[] {0});
    private static final HeadSpec POINT = new HeadSpec(1, new LossSpec.Mse());

    private final LiveState live = new LiveState(1);
    private final Random random = new Random(5);
    private long time;

    @Test
    void anOutcomeSaysHowUnusualItsErrorIs() {
        ForecastScorer scorer = scorer(POINT, NEXT);
        for (int i = 0; i < AnomalyRule.FIRST; i++) {
            assertThat(score(scorer, noise())).as("too early to know").isNaN();
        }
        assertThat(score(scorer, noise())).isBetween(0f, 0.3f);

        assertThat(score(scorer, 1000)).isGreaterThan(0.9f);
        assertThat(scorer.anomalies()).isEqualTo(1);
    }

    @Test
    void anErrorIsMeasuredByTheIntervalOfItsForecast() {
        HeadSpec head = new HeadSpec(2, new LossSpec.GaussianNll());
        ForecastScorer scorer = scorer(head, NEXT);
        float last = 0;
        for (int i = 0; i < 500; i++) {
            float deviation = i % 2 == 0 ? 0.01f : 100;
            last = score(scorer, deviation * noise(), (float) Math.log(deviation * deviation));
        }
        assertThat(last).as("large errors with a wide interval").isLessThan(0.3f);
        assertThat(score(scorer, 90, 0))
                .as("a smaller one with a narrow interval")
                .isGreaterThan(0.9f);
    }

    @Test
    void anErrorIsInHalfWidthsOfTheIntervalAndAMeanOverWhatIsKnown() {
        HeadSpec head = new HeadSpec(4, new LossSpec.GaussianNll());
        ErrorSize size = new ErrorSize(head, Interval.of(head, null));
        float[] outputs = {0, 1, 7, (float) Math.log(4), 0}; // from index 1 on: means 1 and 7, deviations 2 and 1

        assertThat(size.of(outputs, 1, new float[] {5, Float.NaN}, 0)).isCloseTo(4 / (2 * 1.2816), offset(1e-4));
        assertThat(size.of(outputs, 1, new float[] {5, 7}, 0)).isCloseTo(2 / (2 * 1.2816), offset(1e-4));
    }

    @Test
    void theErrorOfAClassIsItsLoss() {
        HeadSpec head = new HeadSpec(3, new LossSpec.CrossEntropy());
        ForecastScorer scorer = scorer(head, new TargetRule(0, new int[0]));
        for (int i = 0; i < 300; i++) {
            scorer.given(live, label(0), new float[] {5 + noise(), 0, 0}, 0);
        }
        Outcome surprise = scorer.given(live, label(2), new float[] {5, 0, 0}, 0);
        assertThat(surprise).isNotNull();
        assertThat(surprise.anomaly()).isGreaterThan(AnomalyRule.THRESHOLD);
    }

    @Test
    void forecastsOfEachStepAheadAreComparedWithTheirLike() {
        TargetRule steps = new TargetRule(new int[] {1, 2}, new int[] {0});
        ForecastScorer scorer = scorer(new HeadSpec(2, new LossSpec.Mse()), steps);
        Outcome[] outcomes = new Outcome[2];
        for (int i = 0; i < 500; i++) {
            scorer.arrived(live, step(0), Long.MAX_VALUE, outcomes);
            live.awaited.add(new AwaitedForecast(step(0), new float[] {noise(), 1000 * noise()}, 0));
            time++;
        }
        assertThat(outcomes[0].anomaly()).isLessThan(0.3f);
        assertThat(outcomes[1].anomaly()).isLessThan(0.3f);
        assertThat(live.errors).hasSize(2 * AnomalyRule.NUMBERS);
        assertThat(live.errors[2] / live.errors[AnomalyRule.NUMBERS + 2])
                .as("means of the roots")
                .isEqualTo(Math.sqrt(1e-3), offset(0.01));
    }

    @Test
    void aForecastThatHasOverflowedHasNoScoreAndChangesNothing() {
        ForecastScorer scorer = scorer(POINT, NEXT);
        for (int i = 0; i < 200; i++) {
            score(scorer, noise());
        }
        double[] before = live.errors.clone();
        assertThat(score(scorer, Float.POSITIVE_INFINITY)).isNaN();
        assertThat(live.errors).containsExactly(before);
    }

    @Test
    void anotherEpisodeBeginsWithoutPastErrors() {
        ForecastScorer scorer = scorer(POINT, NEXT);
        for (int i = 0; i < 200; i++) {
            score(scorer, noise());
        }
        live.begin();
        assertThat(score(scorer, 1000)).isNaN();
    }

    /** The score of a forecast that says {@code outputs} where the truth is 0. */
    private float score(ForecastScorer scorer, float... outputs) {
        Outcome[] outcomes = new Outcome[1];
        live.awaited.add(new AwaitedForecast(step(0), outputs, 0));
        time++;
        scorer.arrived(live, step(0), Long.MAX_VALUE, outcomes);
        return outcomes[0].anomaly();
    }

    private float noise() {
        return (float) Math.abs(random.nextGaussian());
    }

    private Step step(float feature) {
        return new Step("a", time, 1000 * time, new float[] {feature});
    }

    private Step label(int label) {
        time++;
        return new Step("a", time, 1000 * time, new float[] {0}, Step.NONE, null, label, 1f, false);
    }

    private static ForecastScorer scorer(HeadSpec head, TargetRule targets) {
        ModelSpec spec = new ModelSpec(new InputSpec.Features(1), List.of(new LayerSpec.Gru(1, true, 0)), head);
        FeatureScale none = new FeatureScale(null, null);
        return new ForecastScorer(spec, targets, TargetCodec.of(head, targets, false, none), Interval.of(head, null));
    }
}
