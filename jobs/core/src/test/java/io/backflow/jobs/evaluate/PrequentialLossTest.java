package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import org.junit.jupiter.api.Test;

class PrequentialLossTest {

    private final PrequentialLoss loss = new PrequentialLoss();

    @Test
    void eachLookGivesTheMeanSinceTheLookBefore() {
        loss.add(report(100, 80)); // of a run that was restored: what it had before is not of now
        assertThat(loss.take()).isNaN();
        loss.add(report(110, 90));
        loss.add(report(120, 95));
        assertThat(loss.take()).isEqualTo(0.75);
        assertThat(loss.take()).as("nothing since").isNaN();
        loss.add(report(124, 96));
        assertThat(loss.take()).isEqualTo(0.25);
    }

    @Test
    void whatAFailureTookBackIsNoLoss() {
        loss.add(report(100, 80));
        loss.add(report(50, 45));
        assertThat(loss.take()).isNaN();
        loss.add(report(60, 50));
        assertThat(loss.take()).isEqualTo(0.5);
    }

    private static ProgressReport report(long weight, double lossSum) {
        TrainingTotals totals = new TrainingTotals(weight, 0, 0, 0, lossSum, 0, weight);
        return new ProgressReport(
                "r", 1, 1, 0, totals, 0, new IncidentCount[0], ForecastTotals.ZERO, new StepTotals[0]);
    }
}
