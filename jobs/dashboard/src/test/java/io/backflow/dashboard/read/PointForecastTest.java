package io.backflow.dashboard.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.dashboard.view.RunInfo;
import io.backflow.jobs.config.JobConfig;
import org.junit.jupiter.api.Test;

class PointForecastTest {

    @Test
    void ofQuantilesTheMedianIsShown() {
        PointForecast point = point("units: 6, loss: {type: quantile, quantiles: [0.1, 0.5, 0.9]}", "{type: next}", 2);

        assertThat(point.of(new float[] {1, 2, 3, 4, 5, 6}, null, 0)).containsExactly(3, 4);
    }

    @Test
    void ofANormalDistributionTheMeanIsShown() {
        PointForecast point = point("units: 4, loss: {type: gaussian_nll}", "{type: next}", 2);

        assertThat(point.of(new float[] {1, 2, 3, 4}, null, 0)).containsExactly(1, 2);
    }

    @Test
    void ofSeveralStepsEachHasItsPart() {
        PointForecast point = point("units: 4, loss: {type: mse}", "{type: next, steps: [1, 3]}", 2);

        assertThat(point.of(new float[] {1, 2, 3, 4}, null, 0)).containsExactly(1, 2);
        assertThat(point.of(new float[] {1, 2, 3, 4}, null, 1)).containsExactly(3, 4);
    }

    @Test
    void ofClassesTheHighestIsShown() {
        PointForecast point = point("units: 3, loss: {type: cross_entropy}", "{type: given}", 2);

        assertThat(point.of(new float[] {-1, 5, 2}, null, 0)).containsExactly(1);
        assertThat(point.of(new float[] {5, 2}, new int[] {7, 3}, 0)).containsExactly(7);
    }

    @Test
    void ofWideTargetsTheFirstEightNumbersAreShown() {
        PointForecast point = point("units: 20, loss: {type: mse}", "{type: next}", 20);

        assertThat(point.of(new float[20], null, 0)).hasSize(8);
        assertThat(RunInfo.of(config("units: 20, loss: {type: mse}", "{type: next}", 20))
                        .targets())
                .hasSize(8);
    }

    private static PointForecast point(String head, String target, int features) {
        return new PointForecast(config(head, target, features));
    }

    private static JobConfig config(String head, String target, int features) {
        return JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: %d}
                  layers: [{type: gru, units: 4}]
                  head: {%s}
                target: %s
                """.formatted(features, head, target));
    }
}
