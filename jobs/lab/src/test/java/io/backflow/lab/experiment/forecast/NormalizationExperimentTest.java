package io.backflow.lab.experiment.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizationExperimentTest {

    /** Errors of five seeds lie 5 % around their median with times, and 25 % without. */
    @Test
    void aNormalizationThatIsLearntIsAsGoodAsOneThatIsTyped() {
        List<String> lines = new ArrayList<>();

        NormalizationExperiment.Result result = new NormalizationExperiment(1, 1500).run(lines::add);

        assertThat(lines).hasSize(8);
        assertThat(result.rows()).hasSize(8);
        double without = result.summaries().get(0).median();
        double with = result.summaries().get(4).median();
        assertThat(with).as("the error with times, beside %s without", without).isLessThan(0.95 * without);
        assertThat(result.summaries())
                .filteredOn(summary -> !summary.normalization().equals("fixed"))
                .hasSize(6)
                .allSatisfy(summary -> assertThat(summary.ratio()).isBetween(0.5, summary.times() ? 1.05 : 1.25));
    }
}
