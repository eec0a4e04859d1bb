package io.backflow.local.mlflow;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.MlflowConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.local.mlflow.MlflowRun.Metric;
import io.backflow.local.watch.TrainingListener;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers a training run in MLflow while it goes on, and its model at the end. A request that fails is counted and
 * said once; it never fails the training. After a failure nothing is sent for a while, and at most 1000 metrics wait.
 */
public final class MlflowLog implements TrainingListener {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long PACE_MILLIS = 5_000;
    private static final long PAUSE_MILLIS = 60_000;
    private static final int MOST_WAITING = 1_000;

    private final JobConfig config;
    private final MlflowConfig place;
    private final MlflowClient client;
    private final Consumer<String> notices;
    private final LongSupplier clock;
    private final List<Metric> waiting = new ArrayList<>();
    private @Nullable MlflowRun run;
    private @Nullable ProgressReport before;
    private long nextAt;
    private long failures;
    private long dropped;

    /**
     * @param config of the training run
     * @param place where it is registered
     * @param environment of the process, which says who registers
     * @param notices takes a sentence for the first failure
     * @param clock milliseconds since the epoch
     */
    public MlflowLog(
            JobConfig config,
            MlflowConfig place,
            Map<String, String> environment,
            Consumer<String> notices,
            LongSupplier clock) {
        this.config = config;
        this.place = place;
        this.notices = notices;
        this.clock = clock;
        client = new MlflowClient(URI.create(place.uri()), environment, TIMEOUT);
    }

    @Override
    public void published(ModelVersion version) {
        // the model is registered at the end
    }

    /** Keeps what is to be sent. */
    @Override
    public void reported(ProgressReport report) {
        ProgressReport last = before;
        if (last != null && report.time() - last.time() < PACE_MILLIS) {
            return;
        }
        before = report;
        if (last == null || report.totals().steps() <= last.totals().steps()) {
            return; // the first, or after a failure took steps back
        }
        long steps = report.totals().steps() - last.totals().steps();
        add("steps_per_second", 1000.0 * steps / (report.time() - last.time()), report);
        double weight = weight(report) - weight(last);
        if (weight > 0) {
            add("loss", (loss(report) - loss(last)) / weight, report);
            add("baseline_loss", (baseline(report) - baseline(last)) / weight, report);
        }
    }

    private static double weight(ProgressReport report) {
        return ofForecasts(report)
                ? report.forecasts().weightSum()
                : report.totals().weightSum();
    }

    private static double loss(ProgressReport report) {
        return ofForecasts(report)
                ? report.forecasts().lossSum()
                : report.totals().lossSum();
    }

    private static double baseline(ProgressReport report) {
        return ofForecasts(report)
                ? report.forecasts().baselineLossSum()
                : report.totals().baselineLossSum();
    }

    private static boolean ofForecasts(ProgressReport report) {
        ForecastTotals forecasts = report.forecasts();
        return forecasts.scored() > 0;
    }

    private void add(String name, double value, ProgressReport at) {
        add(new Metric(name, value, at.totals().steps(), at.time()));
    }

    private void add(Metric metric) {
        if (!Double.isFinite(metric.value())) {
            return;
        }
        if (waiting.size() == MOST_WAITING) {
            waiting.remove(0);
            dropped++;
        }
        waiting.add(metric);
    }

    /** A version was validated that was trained on {@code steps}. */
    public void validated(long steps, double loss) {
        add(new Metric("val_loss", loss, steps, clock.getAsLong()));
    }

    /** Sends what waits, where it is time. */
    @Override
    public boolean goesOn() {
        if (!waiting.isEmpty() && clock.getAsLong() >= nextAt) {
            send();
        }
        return true;
    }

    private boolean send() {
        boolean sent = attempt(() -> {
            MlflowRun begun = begun();
            if (!waiting.isEmpty()) {
                begun.log(List.copyOf(waiting));
                waiting.clear();
            }
        });
        nextAt = clock.getAsLong() + (sent ? PACE_MILLIS : PAUSE_MILLIS);
        return sent;
    }

    private MlflowRun begun() {
        MlflowRun begun = run;
        if (begun == null) {
            begun = MlflowRun.begin(client, place, config, clock.getAsLong());
            run = begun;
            begun.parameters(config);
        }
        return begun;
    }

    private boolean attempt(Runnable requests) {
        try {
            requests.run();
            return true;
        } catch (MlflowException | UncheckedIOException e) {
            failures++;
            if (failures == 1) {
                notices.accept(e.getMessage() + "; training goes on");
            }
            return false;
        }
    }

    /**
     * Sends the rest, and the model; a sentence that says what has become of it.
     *
     * @param model the best version, or the last
     * @param metrics what the run came to, by name
     */
    public String end(ModelFile model, Map<String, Double> metrics) {
        long steps = model.origin() == null ? 0 : model.origin().steps();
        metrics.forEach((name, value) -> add(new Metric(name, value, steps, clock.getAsLong())));
        StringBuilder done = new StringBuilder();
        boolean sent = send()
                && attempt(() -> {
                    MlflowRun begun = begun();
                    done.append(begun.add(model, place.model()));
                    begun.end(clock.getAsLong());
                });
        if (!sent) {
            done.append("the model is not in MLflow, or its run has no end; backflow register registers it");
        }
        String missed = failures == 0 ? "" : "; " + failures + " times a request failed";
        String lost = dropped == 0 ? "" : ", and " + dropped + " metrics were dropped";
        return done + missed + lost;
    }
}
