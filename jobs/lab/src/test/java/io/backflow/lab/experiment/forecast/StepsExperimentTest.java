package io.backflow.lab.experiment.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsExperimentTest {

    @Test
    void bothMethodsForecastEachStepFarBetterThanThatNothingChanges() {
        List<String> lines = new ArrayList<>();

        StepsExperiment.Result result = new StepsExperiment(1, 1500).run(lines::add);

        assertThat(lines).hasSize(10);
        for (String method : List.of("direct", "fed_back")) {
            List<StepsExperiment.Row> rows = result.rows().stream()
                    .filter(row -> row.method().equals(method))
                    .toList();
            assertThat(rows).extracting(StepsExperiment.Row::stepsAhead).containsExactly(1, 2, 3, 6, 12);
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.forecasts()).isEqualTo(5479 - 1500);
                assertThat(row.loss()).isLessThan(row.baselineLoss() / 5);
            });
        }
    }
}
