package io.backflow.local.watch;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.publish.ProgressReport;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How training goes lately: each message of the topic {@code progress} beside the one before. The loss is that of the
 * forecasts made on arrival, where there are any.
 */
final class Pace {

    private @Nullable ProgressReport before;

    /** What happened since the message before, in one line; nothing for the first. */
    Optional<String> line(ProgressReport now) {
        ProgressReport last = before;
        before = now;
        return last == null ? Optional.empty() : Optional.of(between(last, now));
    }

    private static String between(ProgressReport before, ProgressReport now) {
        TrainingTotals from = before.totals();
        TrainingTotals to = now.totals();
        double seconds = Math.max(1, now.time() - before.time()) / 1000.0;
        ForecastTotals lately = now.forecasts().minus(before.forecasts());
        boolean forecast = lately.weightSum() > 0;
        double weight = forecast ? lately.weightSum() : to.weightSum() - from.weightSum();
        String inside = lately.coverage().text();
        Incidents incidents = new Incidents(now.incidents());
        return String.format(
                Locale.ROOT,
                "%,d steps, %,.0f/s, version %d, loss %s (baseline %s), %sstaleness %d%s%s",
                to.steps(),
                (to.steps() - from.steps()) / seconds,
                now.version(),
                mean(forecast ? lately.lossSum() : to.lossSum() - from.lossSum(), weight),
                mean(forecast ? lately.baselineLossSum() : to.baselineLossSum() - from.baselineLossSum(), weight),
                inside.isEmpty() ? "" : inside + ", ",
                now.staleness(),
                now.drift().text(),
                incidents.byReason().isEmpty() ? "" : "; " + Incidents.text(incidents.byReason()));
    }

    private static String mean(double sum, double weight) {
        return weight > 0 ? String.format(Locale.ROOT, "%.4f", sum / weight) : "-";
    }
}
