package io.backflow.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.publish.ProgressReport;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final History history = new History();

    @Test
    void pointsHaveTheMeansOfWhatHappenedBetweenTwoReports() {
        history.add(Reports.sample(1000, 100, 200));
        history.add(Reports.sample(3000, 200, 800));

        Curves curves = history.since(Seen.NOTHING);

        assertThat(curves.columns().loss).containsExactly(Double.NaN, 100 / 2000.0);
        assertThat(curves.columns().baseline).containsExactly(Double.NaN, 600 / 2000.0);
        assertThat(curves.columns().rate).containsExactly(Double.NaN, 1000);
        assertThat(curves.columns().lag).containsOnly(Double.NaN);
    }

    @Test
    void aLongRunKeepsAFewPointsWhoseMeansAreExact() {
        Random random = new Random(1);
        double loss = 0;
        long steps = 0;
        for (int report = 0; report < 100_000; report++) {
            steps += 100;
            loss += random.nextDouble();
            history.add(Reports.sample(steps, loss, 0));
        }

        Curves.Columns columns = history.since(Seen.NOTHING).columns();

        assertThat(columns.time.length).isBetween(History.MOST / 4, History.MOST);
        assertThat(columns.steps[columns.steps.length - 1]).isEqualTo(steps);
        double sum = 0;
        for (int i = 1; i < columns.loss.length; i++) {
            sum += columns.loss[i] * (columns.steps[i] - columns.steps[i - 1]);
        }
        assertThat(sum).isCloseTo(loss, within(loss * 1e-4));
    }

    @Test
    void reportsWithinASecondMakeOnePoint() {
        for (int report = 1; report <= 500; report++) {
            history.add(Reports.sample(10L * report, report, 0));
        }

        assertThat(history.since(Seen.NOTHING).columns().time).hasSizeBetween(5, 7);
    }

    @Test
    void aReaderGetsWhatItLacksAndThePointThatMayHaveChanged() {
        history.add(Reports.sample(1000, 1, 0));
        history.add(Reports.sample(3000, 2, 0));
        Seen seen = history.since(Seen.NOTHING).seen();
        history.add(Reports.sample(5000, 3, 0));

        Curves more = history.since(seen);

        assertThat(more.from()).isEqualTo(1);
        assertThat(more.columns().steps).containsExactly(3000, 5000);
    }

    @Test
    void aReaderGetsAllPointsAnewAfterTheyWereThinned() {
        history.add(Reports.sample(2000, 1, 0));
        Seen seen = history.seen();
        for (long report = 2; report < 2 * History.MOST; report++) {
            history.add(Reports.sample(2000 * report, report, 0));
        }

        Curves all = history.since(seen);

        assertThat(all.from()).isZero();
        assertThat(all.columns().steps[0]).isEqualTo(2000);
    }

    @Test
    void whereAJobWentBackToACheckpointThereIsAGap() {
        history.add(Reports.sample(5000, 5, 5));
        history.add(Reports.sample(9000, 9, 9));
        history.add(new Sample(later(Reports.report(7000, 7, 7), 10_000), Double.NaN));

        Curves.Columns columns = history.since(Seen.NOTHING).columns();

        assertThat(columns.loss[2]).isNaN();
        assertThat(columns.rate[2]).isNaN();
    }

    private static ProgressReport later(ProgressReport report, long time) {
        return new ProgressReport(
                report.run(),
                report.session() + 1,
                report.version(),
                time,
                report.totals(),
                report.staleness(),
                report.incidents(),
                report.forecasts(),
                report.forecastSteps());
    }
}
