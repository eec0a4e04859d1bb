package io.backflow.lab.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeGrowthTest {

    @Test
    void workersGetOneCopyOfTheModelBackForEachContributionAndNothingAtAnIdleCheckpoint() {
        List<EdgeRow> rows = EdgeGrowth.simulate();

        assertThat(rows).hasSize(6);
        for (EdgeRow row : rows) {
            assertThat(row.copiesPerContribution()).as("%s", row).isBetween(1.0, 1.001);
            assertThat(row.lateBytes())
                    .as("who was answered before others had contributed")
                    .isBetween((row.workers() - 1) * row.modelBytes(), row.workers() * row.modelBytes());
        }
        EdgeGrowth growth = EdgeGrowth.of(List.of(real(1), real(2)), rows);
        assertThat(growth.downByWorkers().exponent()).isCloseTo(1, within(0.2));
        assertThat(growth.idleByWorkers().exponent()).isCloseTo(1, within(0.01));
        assertThat(growth.idleByModel().exponent()).isZero();
        assertThat(growth.rows()).hasSize(8);
        assertThat(GrowthPlot.svg(growth)).contains("as model size^0.00").endsWith("</svg>\n");
    }

    private static EdgeRow real(int workers) {
        return new EdgeRow(true, workers, 100, 0, 100L * workers, 100L * workers, 0, 5, 6);
    }
}
