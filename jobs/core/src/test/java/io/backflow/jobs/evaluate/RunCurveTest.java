package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.backflow.jobs.forecast.Coverage;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RunCurveTest {

    private final RunCurve curve = new RunCurve("waves");

    @Test
    void lossesAreThoseBetweenTwoReports() {
        curve.add(report(100, 50, ForecastTotals.ZERO));
        curve.add(report(200, 70, ForecastTotals.ZERO));

        RunCurve.Summary summary = curve.summary();

        assertThat(summary.curve().steps()).containsExactly(100, 200);
        assertThat(summary.curve().losses()).containsExactly(0.5, 0.2);
        assertThat(summary.loss()).isEqualTo(0.35);
        assertThat(summary.finalLoss()).isEqualTo(0.2);
        assertThat(summary.finalBaseline()).isEqualTo(0.4);
        assertThat(summary.seconds()).isEqualTo(10);
        assertThat(summary.incidents()).containsEntry("late", 2L);
    }

    @Test
    void forecastsMadeOnArrivalCountWhereThereAreAny() {
        curve.add(report(100, 50, new ForecastTotals(10, 0, 3, 6, 10, Coverage.NONE)));

        assertThat(curve.summary().forecasts()).isTrue();
        assertThat(curve.summary().loss()).isEqualTo(0.3);
    }

    @Test
    void whatAFailureTookBackIsNotCountedTwice() {
        curve.add(report(100, 50, ForecastTotals.ZERO));
        curve.add(report(200, 70, ForecastTotals.ZERO));
        curve.add(report(150, 60, ForecastTotals.ZERO));
        curve.add(report(200, 75, ForecastTotals.ZERO));

        assertThat(curve.summary().curve().steps()).containsExactly(100, 150, 200);
        assertThat(curve.summary().curve().losses()).containsExactly(0.5, 0.2, 0.3);
    }

    @Test
    void aLongRunKeepsItsShapeInABoundedNumberOfPoints() {
        for (int i = 1; i <= 50_000; i++) {
            curve.add(report(100L * i, 20.0 * i, ForecastTotals.ZERO));
        }

        RunCurve.Summary summary = curve.summary();

        assertThat(summary.curve().steps()).hasSizeBetween(500, 2002).endsWith(5_000_000);
        assertThat(Arrays.stream(summary.curve().losses()).boxed()).allMatch(loss -> Math.abs(loss - 0.2) < 1e-9);
        assertThat(summary.loss()).isCloseTo(0.2, offset(1e-9));
    }

    /** A report every 10 s; the baseline has twice the loss. */
    private static ProgressReport report(long steps, double loss, ForecastTotals forecasts) {
        return new ProgressReport(
                "waves",
                1,
                steps,
                100 * steps,
                new TrainingTotals(steps, 0, steps, steps, loss, 2 * loss, steps),
                0,
                new IncidentCount[] {new IncidentCount("late", 2)},
                forecasts,
                new StepTotals[0]);
    }
}
