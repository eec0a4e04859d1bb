package io.backflow.lab.experiment.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalExperimentTest {

    @Test
    void fourOfFiveTruthsAreInsideTheIntervalOnBirths() {
        List<String> lines = new ArrayList<>();

        IntervalExperiment.Result result = new IntervalExperiment(1, 1500).run(lines::add);

        assertThat(result.rows()).extracting(IntervalExperiment.Row::head).containsExactly("quantile", "gaussian_nll");
        assertThat(result.rows()).allSatisfy(row -> {
            assertThat(row.level()).isEqualTo(0.8);
            assertThat(row.truths()).isEqualTo(5479 - 1500);
            assertThat(row.coverage()).as(row.head()).isBetween(0.77, 0.83);
        });
        assertThat(lines).hasSize(2);
    }
}
