package io.backflow.lab.experiment.taxi;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.kafka.ForecastLog;
import io.backflow.jobs.kafka.ProgressLog;
import io.backflow.lab.experiment.JobRunner;
import io.backflow.lab.experiment.Median;
import io.backflow.local.Teardown;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Passengers of taxis each half hour, foretold five half hours ahead in one pass through the whole job: broker, Flink,
 * parameter server. Each forecast is made before anything later is known.
 *
 * @param original the series as it was
 * @param perturbed the series whose habits change
 * @param seeds runs with the original series, seeds from 1 on
 * @param drift the section {@code drift} of the jobs, as YAML; null: none
 */
public record TaxiExperiment(
        TaxiSeries original,
        TaxiSeries perturbed,
        int seeds,
        @Nullable String drift) {

    private static final String OPTIMIZER = "{rule: cocob, clip_norm: 1.0}";

    /** Rows from which errors are counted, as in the publications that this is compared with. */
    private static final int COUNTED = 10_000;

    /** Rows from which intervals are counted. */
    private static final int SETTLED = 5_000;

    private static final int STRANGEST = 10;
    private static final LocalDate CHANGE = LocalDate.of(2015, 4, 1);
    private static final LocalDate FIRST = LocalDate.of(2014, 9, 1);
    private static final LocalDate LAST = LocalDate.of(2015, 2, 1);

    /** Marathon, Thanksgiving, Christmas, New Year's Day, blizzard. */
    private static final List<Set<LocalDate>> KNOWN = List.of(
            Set.of(LocalDate.of(2014, 11, 2)),
            Set.of(LocalDate.of(2014, 11, 27)),
            Set.of(LocalDate.of(2014, 12, 25)),
            Set.of(LocalDate.of(2015, 1, 1)),
            Set.of(LocalDate.of(2015, 1, 26), LocalDate.of(2015, 1, 27)));

    /**
     * What was measured.
     *
     * @param seeds of the runs
     * @param mape of each run, the sum of absolute errors over the sum of values
     * @param mapeMedian their median
     * @param perturbedDays days after the change of the perturbed series until a week is foretold as well as before;
     *     -1: none
     * @param coverage80 share of rows inside the interval for 80 %, the median over the runs
     * @param anomalyDaysFound of five known days, those among the ten of the highest anomaly score, the median
     * @param strangest these ten days of the first run
     * @param seconds that all runs took
     */
    public record Result(
            List<Integer> seeds,
            List<Double> mape,
            @JsonProperty("mape_median") double mapeMedian,
            @JsonProperty("perturbed_days") int perturbedDays,
            double coverage80,
            @JsonProperty("anomaly_days_found") int anomalyDaysFound,
            List<String> strangest,
            double seconds) {}

    /** What a run with the original series came to. */
    private record Run(double error, double coverage, List<LocalDate> strangest) {

        private static Run of(TaxiForecasts forecasts) {
            return new Run(
                    forecasts.error(COUNTED), forecasts.coverage(SETTLED), forecasts.strangest(FIRST, LAST, STRANGEST));
        }

        private int found() {
            return TaxiForecasts.found(KNOWN, strangest);
        }
    }

    /** Runs all, and says a line after each run. */
    public Result run(Consumer<String> lines) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> measure(teardown, lines));
        }
    }

    private Result measure(Teardown teardown, Consumer<String> lines) throws Exception {
        long start = System.nanoTime();
        JobRunner jobs = JobRunner.start(teardown);
        List<Run> runs = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            Run run = Run.of(forecasts(original, config(jobs, "taxi-" + seed, seed), jobs));
            runs.add(run);
            lines.accept(String.format(
                    Locale.ROOT,
                    "taxi, seed %d: error %.4f; %.3f of the rows inside the 80 %% interval; %d of %d known days among"
                            + " the %d strangest",
                    seed,
                    run.error(),
                    run.coverage(),
                    run.found(),
                    KNOWN.size(),
                    STRANGEST));
        }
        JobConfig disturbed = config(jobs, "taxi-perturbed", 1);
        TaxiForecasts changed = forecasts(perturbed, disturbed, jobs);
        int days = changed.daysUntilRecovered(CHANGE);
        lines.accept(String.format(
                Locale.ROOT,
                "taxi, perturbed from %s on: error %.4f; %s%s",
                CHANGE,
                changed.error(COUNTED),
                days < 0
                        ? "no week is foretold as well as before"
                        : "foretold as well as before after " + days + " days",
                alarms(disturbed).text()));
        double median = median(runs, Run::error);
        lines.accept(String.format(Locale.ROOT, "taxi: median error %.4f over %d seeds", median, seeds));
        return new Result(
                IntStream.rangeClosed(1, seeds).boxed().toList(),
                runs.stream().map(Run::error).toList(),
                median,
                days,
                median(runs, Run::coverage),
                (int) median(runs, Run::found),
                runs.get(0).strangest().stream().map(LocalDate::toString).toList(),
                (System.nanoTime() - start) / 1e9);
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
        return Median.of(runs.stream().map(value::applyAsDouble).toList());
    }

    /** All of {@code series} through a job, as a stream. */
    private static TaxiForecasts forecasts(TaxiSeries series, JobConfig config, JobRunner jobs) throws Exception {
        jobs.run(config, series::forEach);
        TaxiForecasts forecasts = new TaxiForecasts(series);
        int middle = config.model().head().units() / 2;
        ForecastLog.read(config.kafka(), JobRunner.PATIENCE, forecast -> forecasts.add(forecast, middle));
        return forecasts;
    }

    /** As the last report of the run says. */
    private static DriftAlarms alarms(JobConfig config) {
        DriftAlarms[] last = {DriftAlarms.NONE};
        ProgressLog.read(config.kafka(), JobRunner.PATIENCE, report -> last[0] = report.drift());
        return last[0];
    }

    private JobConfig config(JobRunner jobs, String name, int seed) {
        return JobConfig.parse(yaml(name, jobs.brokers())
                        .replace("${seed}", Integer.toString(seed))
                        .replace("${optimizer}", OPTIMIZER)
                + (drift == null ? "" : "drift: " + drift + "\n"));
    }

    /** The configuration of the job, with {@code ${seed}} and {@code ${optimizer}} in it. */
    public static String yaml(String name, String brokers) {
        return template().replace("${name}", name).replace("${brokers}", brokers);
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(TaxiExperiment.class.getResourceAsStream("taxi.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
