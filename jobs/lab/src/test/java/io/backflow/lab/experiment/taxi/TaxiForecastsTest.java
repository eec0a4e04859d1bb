package io.backflow.lab.experiment.taxi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaxiForecastsTest {

    private static final long HALF_HOUR = 1_800_000;
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
    private static final int DAYS = 60;

    private final TaxiSeries series = constant(100);

    @Test
    void theErrorIsRelativeToTheValuesAndTheIntervalIsThatOfItsForecast() {
        TaxiForecasts forecasts = new TaxiForecasts(series);
        for (int t = 0; t < series.length(); t++) {
            float off = t % 2 == 0 ? 10 : -20;
            forecasts.add(forecast(t, 100 + off, t % 4 == 0 ? 100 : 101, Float.NaN), 1);
        }
        assertThat(forecasts.error(100)).isCloseTo(0.15, within(1e-4));
        assertThat(forecasts.coverage(100)).isCloseTo(0.25, within(1e-3));
    }

    @Test
    void aRowThatWasNotForetoldIsNoSuccess() {
        TaxiForecasts forecasts = new TaxiForecasts(series);
        assertThatThrownBy(() -> forecasts.error(10)).hasMessage("row 15 was not foretold");
    }

    @Test
    void theDayOfRecoveryIsTheFirstWhoseWeekIsAsGoodAsBefore() {
        TaxiForecasts forecasts = new TaxiForecasts(series);
        int change = 30 * 48;
        int recovered = 35 * 48;
        for (int t = 0; t < series.length(); t++) {
            int about = t + TaxiForecasts.AHEAD;
            boolean bad = about >= change && about < recovered;
            forecasts.add(forecast(t, bad ? 150 : 110, 100, Float.NaN), 1);
        }
        assertThat(forecasts.daysUntilRecovered(FIRST.plusDays(30))).isEqualTo(5);
    }

    @Test
    void theStrangestDaysAreThoseOfTheHighestScore() {
        TaxiForecasts forecasts = new TaxiForecasts(series);
        for (int t = TaxiForecasts.AHEAD; t < series.length(); t++) {
            int day = t / 48;
            float score = t == 20 * 48 ? 0.9f : t == 40 * 48 + 7 ? 0.8f : day / 1000f;
            forecasts.add(forecast(t, 100, 100, score), 1);
        }
        List<LocalDate> days = forecasts.strangest(FIRST.plusDays(10), FIRST.plusDays(50), 3);
        assertThat(days).containsExactly(FIRST.plusDays(20), FIRST.plusDays(40), FIRST.plusDays(49));
        assertThat(TaxiForecasts.found(
                        List.of(Set.of(FIRST.plusDays(20)), Set.of(FIRST), Set.of(FIRST, FIRST.plusDays(40))), days))
                .isEqualTo(2);
    }

    @Test
    void rowsThatAreNoRowsAreNamed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.csv"), "x\ny\nz\n2014-07-01 00:00:00,10844,0,1\n2014-07-01,1\n");
        assertThatIOException()
                .isThrownBy(() -> TaxiSeries.load(folder, "a.csv"))
                .withMessageContaining("a.csv line 5 is \"2014-07-01,1\"; it must begin with a time such as");
    }

    /** After row {@code t}, with the score of the row itself. */
    private static Forecast forecast(int t, float said, float lower, float anomaly) {
        return new Forecast(
                "nyc",
                new Moment(t, t * HALF_HOUR),
                new Moment(t + TaxiForecasts.AHEAD, Moment.UNKNOWN),
                new Forecast.Said(
                        1,
                        0,
                        new float[] {0, said, 0},
                        null,
                        new Forecast.Bounds(0.8, new float[] {lower}, new float[] {200})),
                new Outcome(t - TaxiForecasts.AHEAD, new float[] {100}, null, 0, 0, 1, anomaly));
    }

    private static TaxiSeries constant(float value) {
        long[] times = new long[DAYS * 48];
        Arrays.setAll(times, t -> t * HALF_HOUR);
        float[] values = new float[times.length];
        Arrays.fill(values, value);
        return new TaxiSeries(times, values);
    }
}
