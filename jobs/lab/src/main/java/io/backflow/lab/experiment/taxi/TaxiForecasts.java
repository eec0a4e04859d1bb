package io.backflow.lab.experiment.taxi;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run forecast of each half hour before it came, beside what came. Not thread-safe. */
final class TaxiForecasts {

    /** Half hours between the newest that a forecast knows and the one that it speaks of. */
    static final int AHEAD = 5;

    private static final int PER_DAY = 48;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final TaxiSeries series;
    private final float[] said;
    private final float[] lower;
    private final float[] upper;
    private final float[] anomaly;

    TaxiForecasts(TaxiSeries series) {
        this.series = series;
        said = nothing();
        lower = nothing();
        upper = nothing();
        anomaly = nothing();
    }

    private float[] nothing() {
        float[] values = new float[series.length()];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    /** Takes a forecast of the topic, {@code middle} the output of the median. */
    void add(Forecast forecast, int middle) {
        int about = Math.toIntExact(forecast.about().step());
        if (about < said.length) {
            said[about] = forecast.said().values()[middle];
            Forecast.Bounds bounds = forecast.said().bounds();
            if (bounds != null) {
                lower[about] = bounds.lower()[0];
                upper[about] = bounds.upper()[0];
            }
        }
        Outcome outcome = forecast.outcome();
        if (outcome != null) {
            anomaly[Math.toIntExact(outcome.madeAfter()) + AHEAD] = outcome.anomaly(); // of the row that has come
        }
    }

    /** Sum of absolute errors over sum of values, foretold from row {@code from} on, before row {@code to}. */
    double error(int from, int to) {
        double errors = 0;
        double values = 0;
        for (int t = Math.max(from + AHEAD, AHEAD); t < Math.min(to, said.length); t++) {
            if (Float.isNaN(said[t])) {
                throw new IllegalStateException("row " + t + " was not foretold");
            }
            errors += Math.abs(said[t] - series.passengers()[t]);
            values += series.passengers()[t];
        }
        return errors / values;
    }

    /** The same of all rows from {@code from} on. */
    double error(int from) {
        return error(from, said.length);
    }

    /** The share of rows from {@code from} on that were inside the interval of their forecast. */
    double coverage(int from) {
        int inside = 0;
        int all = 0;
        for (int t = from; t < said.length; t++) {
            all++;
            float came = series.passengers()[t];
            inside += came >= lower[t] && came <= upper[t] ? 1 : 0;
        }
        return (double) inside / all;
    }

    /**
     * Whole days from {@code change} on until a week begins whose error is at most a tenth above that of the four weeks
     * before; -1 where none does.
     */
    int daysUntilRecovered(LocalDate change) {
        int first = row(change);
        double before = error(first - 28 * PER_DAY, first);
        for (int day = 0; first + (day + 7) * PER_DAY <= said.length; day++) {
            int from = first + day * PER_DAY;
            if (error(from - AHEAD, from + 7 * PER_DAY) <= 1.1 * before) {
                return day;
            }
        }
        return -1;
    }

    /** The days from {@code from} up to {@code to} with the highest scores, the highest first. */
    List<LocalDate> strangest(LocalDate from, LocalDate to, int count) {
        Map<LocalDate, Float> days = new HashMap<>();
        for (int t = row(from); t < row(to); t++) {
            if (!Float.isNaN(anomaly[t])) {
                LocalDate day = Instant.ofEpochMilli(series.times()[t])
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate();
                days.merge(day, anomaly[t], Math::max);
            }
        }
        return days.entrySet().stream()
                .sorted(Map.Entry.<LocalDate, Float>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many of {@code events}, each of one or more days, have a day among {@code found}. */
    static int found(List<Set<LocalDate>> events, List<LocalDate> found) {
        Set<LocalDate> days = found.stream().collect(Collectors.toSet());
        return (int) events.stream()
                .filter(event -> event.stream().anyMatch(days::contains))
                .count();
    }

    private int row(LocalDate day) {
        long time = day.toEpochDay() * DAY;
        int row = Arrays.binarySearch(series.times(), time);
        return row >= 0 ? row : -row - 1;
    }
}
