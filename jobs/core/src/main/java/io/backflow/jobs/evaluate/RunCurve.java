package io.backflow.jobs.evaluate;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.publish.ProgressReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run went, from its reports: the losses of the forecasts made on arrival where there are any, else the
 * prequential losses of training. Keeps a bounded number of points, however many reports there are. Not thread-safe.
 */
public final class RunCurve {

    private static final int MOST = 2000;

    /** The share of the run, by weight, that the final loss is of. */
    private static final double LAST = 0.1;

    private final String run;
    private final List<Point> points = new ArrayList<>();
    private @Nullable ProgressReport newest;
    private long reports;
    private int stride = 1;

    public RunCurve(String run) {
        this.run = run;
    }

    /**
     * What a run had come to at one time.
     *
     * @param steps trained or scored
     * @param time milliseconds since the epoch
     * @param sums of losses
     */
    record Point(long steps, long time, Sums sums) {}

    /** Sums since the run began, each loss times its weight. */
    record Sums(double loss, double baseline, double weight) {

        static final Sums ZERO = new Sums(0, 0, 0);

        Sums minus(Sums other) {
            return new Sums(loss - other.loss, baseline - other.baseline, weight - other.weight);
        }
    }

    /**
     * How a run went.
     *
     * @param run its identity
     * @param forecasts whether the losses are those of forecasts made on arrival
     * @param steps trained or scored
     * @param updates of the optimizer
     * @param version of the parameters
     * @param seconds from the first report to the last
     * @param loss mean over all of the run; NaN where there is none
     * @param finalLoss mean over the last tenth of the run, by weight
     * @param finalBaseline that of the baseline; NaN where there is none
     * @param incidents what happened to steps other than being trained as they came, by reason
     * @param curve mean losses between two reports
     */
    public record Summary(
            String run,
            boolean forecasts,
            long steps,
            long updates,
            long version,
            double seconds,
            double loss,
            double finalLoss,
            double finalBaseline,
            Map<String, Long> incidents,
            Curve curve) {}

    /**
     * Points of a curve.
     *
     * @param steps at which each ends
     * @param losses mean since the point before; NaN where nothing had a loss
     */
    public record Curve(double[] steps, double[] losses) {}

    /** Takes the next report of the run. */
    public void add(ProgressReport report) {
        newest = report;
        while (!points.isEmpty() && last().steps() >= report.totals().steps()) {
            points.remove(points.size() - 1); // the same again, or what a failure took back
        }
        if (reports++ % stride == 0 || points.isEmpty()) {
            points.add(point(report));
        }
        if (points.size() > MOST) {
            thin();
        }
    }

    private Point last() {
        return points.get(points.size() - 1);
    }

    /** Drops every second point. */
    private void thin() {
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i += 2) {
            kept.add(points.get(i));
        }
        points.clear();
        points.addAll(kept);
        stride *= 2;
    }

    private static Point point(ProgressReport report) {
        TrainingTotals totals = report.totals();
        return new Point(totals.steps(), report.time(), sums(report));
    }

    /** The losses that speak of the run. */
    static Sums sums(ProgressReport report) {
        ForecastTotals forecasts = report.forecasts();
        TrainingTotals totals = report.totals();
        return forecasts.scored() > 0
                ? new Sums(forecasts.lossSum(), forecasts.baselineLossSum(), forecasts.weightSum())
                : new Sums(totals.lossSum(), totals.baselineLossSum(), totals.weightSum());
    }

    /** Whether there was a report. */
    public boolean isEmpty() {
        return newest == null;
    }

    /** How the run went up to the last report, of which there must be one. */
    public Summary summary() {
        ProgressReport report = newest;
        if (report == null) {
            throw new IllegalStateException("run " + run + " has no reports");
        }
        List<Point> all = new ArrayList<>(points);
        if (all.isEmpty() || last().steps() < report.totals().steps()) {
            all.add(point(report));
        }
        Sums end = all.get(all.size() - 1).sums();
        Sums tail = end.minus(before(all, end.weight() * (1 - LAST)));
        return new Summary(
                run,
                report.forecasts().scored() > 0,
                report.totals().steps(),
                report.totals().updates(),
                report.version(),
                (report.time() - all.get(0).time()) / 1000.0,
                mean(end.loss(), end.weight()),
                mean(tail.loss(), tail.weight()),
                mean(tail.baseline(), tail.weight()),
                new Incidents(report.incidents()).byReason(),
                curve(all));
    }

    /** The last sums of a weight of at most {@code weight}. */
    private static Sums before(List<Point> points, double weight) {
        Sums before = Sums.ZERO;
        for (Point point : points) {
            if (point.sums().weight() <= weight) {
                before = point.sums();
            }
        }
        return before;
    }

    private static Curve curve(List<Point> points) {
        double[] steps = new double[points.size()];
        double[] losses = new double[points.size()];
        Sums before = Sums.ZERO;
        for (int i = 0; i < steps.length; i++) {
            Sums since = points.get(i).sums().minus(before);
            before = points.get(i).sums();
            steps[i] = points.get(i).steps();
            losses[i] = mean(since.loss(), since.weight());
        }
        return new Curve(steps, losses);
    }

    static double mean(double sum, double weight) {
        return weight > 0 ? sum / weight : Double.NaN;
    }
}
