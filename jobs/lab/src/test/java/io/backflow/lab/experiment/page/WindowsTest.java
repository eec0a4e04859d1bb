package io.backflow.lab.experiment.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {

    @Test
    void aWindowIsFromItsFirstReportToItsLast() {
        Windows windows = new Windows();
        windows.add(report(0, 0));
        windows.begin();
        windows.add(report(1_000, 500));
        windows.add(report(2_000, 700));
        windows.add(report(3_000, 1_500));
        windows.end();
        windows.begin();
        windows.add(report(4_000, 9_000));
        windows.add(report(4_500, 9_100));
        windows.end();

        assertThat(windows.rates()).containsExactly(500.0, 200.0);
    }

    @Test
    void aWindowWithoutProgressIsAnErrorThatSaysWhatToDo() {
        Windows windows = new Windows();
        windows.begin();
        windows.add(report(1_000, 500));

        assertThatThrownBy(windows::end)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("give more --steps or longer --seconds");
    }

    @Test
    void aWindowWithAPageIsComparedWithItsNeighbours() {
        assertThat(Windows.ratios(List.of(100.0, 90.0, 80.0, 120.0, 160.0))).containsExactly(1.0, 1.0);
        assertThat(Windows.ratios(List.of(100.0, 98.0, 100.0))).containsExactly(0.98);
    }

    private static ProgressReport report(long time, long steps) {
        TrainingTotals totals = new TrainingTotals(steps, 0, 0, 0, 0, 0, 0);
        return new ProgressReport(
                "r", 1, 1, time, totals, 0, new IncidentCount[0], ForecastTotals.ZERO, new StepTotals[0]);
    }
}
