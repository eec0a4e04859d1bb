package io.backflow.local.tensorboard;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.local.watch.TrainingListener;
import io.backflow.model.ParameterLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes how a run goes for TensorBoard: numbers from its reports, and histograms of the parameters and of what changed
 * in them, from the versions that it publishes. The axis counts the steps trained since the run began.
 */
public final class TensorBoardLog implements TrainingListener, AutoCloseable {

    /** Between two of a kind, in milliseconds. */
    private static final long REPORTS = 1_000;

    private static final long HISTOGRAMS = 5_000;

    private final JobConfig config;
    private final ParameterLayout layout;
    private final EventFile file;
    private final Pacer reports = new Pacer(REPORTS);
    private final Pacer histograms = new Pacer(HISTOGRAMS);
    private final Consumer<String> notices;
    private @Nullable ProgressReport before;
    private @Nullable ModelVersion former;
    private boolean broken;

    private TensorBoardLog(JobConfig config, EventFile file, Consumer<String> notices) {
        this.config = config;
        this.file = file;
        this.notices = notices;
        layout = ParameterLayout.of(config.model());
    }

    /**
     * Begins a file in {@code folder}.
     *
     * @param notices takes a sentence where the file cannot be written later
     * @throws ConfigException where that is not possible
     */
    public static TensorBoardLog in(Path folder, JobConfig config, Consumer<String> notices) {
        try {
            return new TensorBoardLog(config, EventFile.create(folder, System.currentTimeMillis()), notices);
        } catch (IOException e) {
            throw new ConfigException(
                    "--tensorboard is " + folder + ", which cannot be written (" + e
                            + "); name a folder that you may write to",
                    e);
        }
    }

    /** When something of a kind was written last. */
    private static final class Pacer {

        private final long interval;
        private long at = Long.MIN_VALUE;

        Pacer(long interval) {
            this.interval = interval;
        }

        boolean isDue(long now) {
            boolean due = at == Long.MIN_VALUE || now - at >= interval || now < at;
            at = due ? now : at;
            return due;
        }
    }

    /** A mean loss and the baseline's since the report before. */
    private record Losses(double loss, double baseline, double weight) {

        static Losses of(ProgressReport report) {
            ForecastTotals forecasts = report.forecasts();
            TrainingTotals totals = report.totals();
            return forecasts.scored() > 0
                    ? new Losses(forecasts.lossSum(), forecasts.baselineLossSum(), forecasts.weightSum())
                    : new Losses(totals.lossSum(), totals.baselineLossSum(), totals.weightSum());
        }

        Losses since(Losses earlier) {
            return new Losses(loss - earlier.loss, baseline - earlier.baseline, weight - earlier.weight);
        }
    }

    /** Of a run that has not come further, nothing is written. */
    @Override
    public void reported(ProgressReport report) {
        ProgressReport last = before;
        if (last == null) {
            before = report;
            return;
        }
        if (report.totals().steps() < last.totals().steps()) {
            before = report; // a failure took steps back
        } else if (report.totals().steps() > last.totals().steps() && reports.isDue(report.time())) {
            attempt(() -> write(last, report));
            before = report;
        }
    }

    private void write(ProgressReport last, ProgressReport report) {
        TrainingTotals totals = report.totals();
        Losses losses = Losses.of(report).since(Losses.of(last));
        if (losses.weight() > 0) {
            scalar("loss", losses.loss() / losses.weight(), report);
            scalar("baseline_loss", losses.baseline() / losses.weight(), report);
        }
        if (report.time() > last.time()) {
            double seconds = (report.time() - last.time()) / 1000.0;
            scalar("steps_per_second", (totals.steps() - last.totals().steps()) / seconds, report);
        }
        scalar("learning_rate", config.optimizer().schedule().at(totals.updates()), report);
        scalar("version", report.version(), report);
        scalar("staleness", report.staleness(), report);
        for (IncidentCount incident : report.incidents()) {
            scalar("incidents/" + incident.reason(), incident.count(), report);
        }
        file.flush();
    }

    private void scalar(String tag, double value, ProgressReport at) {
        if (Double.isFinite(value)) {
            file.scalar(tag, value, at.totals().steps(), at.time());
        }
    }

    /** The last version is always written. */
    @Override
    public void published(ModelVersion version) {
        long now = System.currentTimeMillis();
        if (!histograms.isDue(now) && !version.last()) {
            return;
        }
        attempt(() -> write(former, version, now));
        former = version;
    }

    private void write(@Nullable ModelVersion last, ModelVersion version, long now) {
        histograms(version.values(), "parameters/", version, now);
        if (last != null && last.session() == version.session() && version.version() > last.version()) {
            float[] change = version.values().clone();
            double squares = 0;
            for (int i = 0; i < change.length; i++) {
                change[i] -= last.values()[i];
                squares += (double) change[i] * change[i];
            }
            histograms(change, "updates/", version, now);
            double each = Math.sqrt(squares) / (version.version() - last.version());
            file.scalar("update_norm", each, version.totals().steps(), now);
        }
        file.flush();
    }

    /** A disk that is full ends the file and not the training. */
    private void attempt(Runnable write) {
        if (broken) {
            return;
        }
        try {
            write.run();
        } catch (UncheckedIOException e) {
            broken = true;
            notices.accept("the file for TensorBoard is not written any more: " + e.getCause());
        }
    }

    private void histograms(float[] values, String prefix, ModelVersion version, long now) {
        for (ParameterLayout.View view : layout.views()) {
            Histogram histogram = Histogram.of(values, view.offset(), view.size());
            file.histogram(prefix + view.name(), histogram, version.totals().steps(), now);
        }
    }

    /** A version was validated that was trained on {@code steps}. */
    public void validated(long steps, double loss) {
        if (Double.isFinite(loss)) {
            attempt(() -> {
                file.scalar("val_loss", loss, steps, System.currentTimeMillis());
                file.flush();
            });
        }
    }

    @Override
    public void close() {
        attempt(file::close);
    }
}
