package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

    private static final TargetRule NEXT = new TargetRule(1, new int[] {0});
    private static final HeadSpec HEAD = new HeadSpec(3, new LossSpec.Quantile(List.of(0.1, 0.5, 0.9)));
    private static final FeatureScale NONE = new FeatureScale(null, null);
    private static final float[] SAID = {-1, 0, 1};

    private final LiveState live = new LiveState(1);
    private final ForecastWriter writer = new ForecastWriter(
            PredictionSelection.ALL, TargetCodec.of(HEAD, NEXT, false, NONE), Interval.of(HEAD, null), NEXT);

    @ParameterizedTest(name = "truths of deviation {0}")
    @ValueSource(doubles = {0.05, 0.78, 20})
    void theShareInsideIsTheLevelHoweverWrongTheHeadIs(double deviation) {
        ForecastScorer scorer = scorer();
        scorer.calibrate();
        Random random = new Random(1);
        run(scorer, 2_000, deviation, random);
        scorer.take();

        run(scorer, 5_000, deviation, random);
        assertThat(scorer.take().coverage().share()).isCloseTo(0.8, within(0.01));
    }

    @Test
    void whenTheStreamChangesTheShareComesBack() {
        ForecastScorer scorer = scorer();
        scorer.calibrate();
        Random random = new Random(2);
        run(scorer, 1_000, 0.78, random);
        run(scorer, 500, 3, random);
        scorer.take();

        run(scorer, 2_000, 3, random);
        assertThat(scorer.take().coverage().share()).isCloseTo(0.8, within(0.02));
    }

    @Test
    void withoutCalibrationIntervalsAreTheHeads() {
        ForecastScorer scorer = scorer();
        run(scorer, 1_000, 20, new Random(1));

        assertThat(scorer.take().coverage().share()).isLessThan(0.1);
        assertThat(live.widths).isEmpty();
        assertThat(bounds().upper()).containsExactly(1f);
    }

    @Test
    void aForecastIsJudgedByTheIntervalThatItSaid() {
        ForecastScorer scorer = scorer();
        scorer.calibrate();
        live.widths = new float[] {(float) Math.log(3)};
        assertThat(bounds().lower()[0]).isCloseTo(-3, within(1e-6f));
        live.awaited.add(new AwaitedForecast(step(0, 0), SAID, 0, live.copyOfWidths()));
        live.widths = new float[] {0};

        scorer.arrived(live, step(1, 2), 1, new Outcome[1]);
        assertThat(scorer.coverage().inside()).isEqualTo(1);
        assertThat(live.widths[0]).isCloseTo((float) (-0.2 * Calibration.RATE), within(1e-7f));
    }

    private void run(ForecastScorer scorer, int steps, double deviation, Random random) {
        live.awaited.clear();
        for (int t = 0; t < steps; t++) {
            Step step = step(t, (float) (deviation * random.nextGaussian()));
            scorer.arrived(live, step, 1, new Outcome[1]);
            live.awaited.add(new AwaitedForecast(step, SAID, 0, live.copyOfWidths()));
        }
    }

    private Forecast.Bounds bounds() {
        Forecast.Bounds bounds = writer.said(live, step(0, 0), SAID, 0, 0).bounds();
        assertThat(bounds).isNotNull();
        return bounds;
    }

    private static Step step(long number, float value) {
        return new Step("a", number, number, new float[] {value});
    }

    private static ForecastScorer scorer() {
        ModelSpec spec = new ModelSpec(new InputSpec.Features(1), List.of(new LayerSpec.Gru(1, true, 0)), HEAD);
        return new ForecastScorer(spec, NEXT, TargetCodec.of(HEAD, NEXT, false, NONE), Interval.of(HEAD, null));
    }
}
