package io.backflow.lab.experiment.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.optimizer.Cocob;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizerTaskTest {

    @Test
    void everyStreamHasStepsThatCountAndAConfigurationWithTheRuleThatIsTried() {
        for (OptimizerTask task : OptimizerTask.all(null)) {
            JobConfig config = task.config("{rule: cocob, clip_norm: 1.0}", 5);
            assertThat(config.optimizer().rule()).as(task.name()).isEqualTo(Cocob.DEFAULT);
            assertThat(config.job().seed()).as(task.name()).isEqualTo(5);
            long[] steps = new long[1];
            task.steps(5, step -> steps[0]++);
            assertThat(steps[0]).as(task.name()).isGreaterThan(task.warmUp() + 1000);
        }
    }

    /**
     * The loss of all forecasts from the first step on, beside that of persistence: .44 with Adam at .003, .27 at .01;
     * .18 with cocob, whose first steps are a hundredth long, and 2.1 where they are a tenth long.
     */
    @Test
    void theRuleWithoutARateLearnsAShortStreamFromItsFirstStep() {
        assertThat(besidePersistence("{rule: cocob}"))
                .isLessThan(0.3)
                .isLessThan(besidePersistence("{rule: adam, learning_rate: 0.003}"));
    }

    private static double besidePersistence(String optimizer) {
        OptimizerTask task = OptimizerTask.machines();
        try (OneWorkerRun run = new OneWorkerRun(task.config(optimizer, 1))) {
            task.steps(1, run::take);
            ForecastTotals totals = run.scorer().take();
            return totals.lossSum() / totals.baselineLossSum();
        }
    }

    @Test
    void theEchoIsTheBitOfTenStepsBefore() {
        OptimizerTask echo = OptimizerTask.all(null).get(2);
        List<Step> first = new ArrayList<>();
        echo.steps(1, step -> {
            if (step.sequenceId().equals("s3")) {
                first.add(step);
            }
        });
        for (int t = 10; t < 100; t++) {
            float[] target = first.get(t).target();
            assertThat(target).isNotNull();
            assertThat(2 * target[0] - 1).isEqualTo(first.get(t - 10).features()[0]);
            assertThat(first.get(t).weight()).isEqualTo(1);
        }
        assertThat(first.get(9).weight()).isZero();
    }
}
