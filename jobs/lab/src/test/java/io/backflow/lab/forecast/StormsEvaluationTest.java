package io.backflow.lab.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.backflow.jobs.evaluate.Evaluated;
import io.backflow.jobs.evaluate.Evaluation;
import io.backflow.jobs.evaluate.EvaluationRule;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What simple forecasts come to on the test storms, in the units of the training storms. */
class StormsEvaluationTest {

    private final Storms storms = Storms.load();

    @Test
    void closedFormsComeToTheNumbersThatWereComputedElsewhere() {
        Evaluated result = evaluated();

        // numpy 2.4: float64, numpy.linalg.lstsq over 435 storms, forecasts after step 8 or later
        assertThat(result.forecasts()).isEqualTo(978);
        assertThat(mse(result, "persistence")).isCloseTo(0.04044034, offset(5e-8));
        assertThat(mse(result, "linear")).isCloseTo(0.03795348, offset(5e-8));
        assertThat(mse(result, "autoregression (4)")).isCloseTo(0.02703, offset(5e-6));
    }

    private Evaluated evaluated() {
        int[] columns = {0, 1, 2, 3};
        double[] units = Scaling.of(storms.train()).deviation();
        EvaluationRule rule = new EvaluationRule(
                new TargetRule(1, columns), columns.length, units, new EvaluationRule.Settings(4, 0, 48, 8));
        Evaluation evaluation = new Evaluation(rule);
        replay((step, judged) -> evaluation.learn(step, false, judged));
        evaluation.fit(null);
        replay((step, judged) -> evaluation.judge(step, false, judged, null));
        return evaluation.results().get(0);
    }

    private void replay(BiConsumer<Step, Boolean> out) {
        for (List<Track> part : List.of(storms.train(), storms.validation(), storms.test())) {
            for (Track track : part) {
                for (int t = 0; t < track.length(); t++) {
                    out.accept(new Step(track.id(), t, t, track.rows()[t]), part == storms.test());
                }
            }
        }
    }

    private static double mse(Evaluated result, String method) {
        return result.methods().stream()
                .filter(found -> found.name().equals(method))
                .findAny()
                .orElseThrow()
                .mse();
    }
}
