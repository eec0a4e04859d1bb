package io.backflow.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The baselines of one number of steps ahead, and how they and the model come out. Not thread-safe. */
final class Comparison {

    private final int width;
    private final int part;
    private final int ahead;
    private final int firstStep;
    private final boolean given;
    private final List<Baseline> baselines = new ArrayList<>();
    private final List<ErrorSums> sums = new ArrayList<>();
    private final List<double[]> said = new ArrayList<>();
    private double[] deviation = new double[0];
    private final long[] counts;
    private long forecasts;

    /** @param differences where the period is to be found; null: it is given */
    Comparison(EvaluationRule rule, int part, @Nullable LagDifferences differences) {
        this.part = part;
        width = rule.width();
        ahead = rule.ahead(part);
        given = rule.given();
        firstStep = rule.settings().firstStep();
        counts = new long[width];
        baselines.add(new Persistence(ahead, width));
        baselines.add(new Linear(ahead, width));
        baselines.add(
                differences == null
                        ? Seasonal.of(ahead, width, rule.settings().period())
                        : Seasonal.found(ahead, width, differences));
        baselines.add(new Autoregression(ahead, width, rule.settings().order()));
    }

    /** Learns from the newest row, which is not held out, unless the row that a forecast knows is. */
    void learn(History history) {
        if (history.has(ahead) && !history.isHeldOut(ahead)) {
            baselines.forEach(baseline -> baseline.learn(history));
        }
    }

    /** Nothing more is learnt. The names of baselines that there are too few rows for. */
    List<String> fit(double[] units, @Nullable String model) {
        deviation = units;
        List<String> without = new ArrayList<>();
        baselines.removeIf(baseline -> {
            boolean none = !baseline.fit();
            if (none) {
                without.add(baseline.name());
            }
            return none;
        });
        if (model != null) {
            sums.add(new ErrorSums(model, width));
            said.add(new double[width]);
        }
        for (Baseline baseline : baselines) {
            sums.add(new ErrorSums(baseline.name(), width));
            said.add(new double[width]);
        }
        return without;
    }

    /**
     * Compares what was said of the newest row with it, if it is held out.
     *
     * @param forecasts what the model said after the last steps; null: there is no model
     */
    void judge(History history, @Nullable Said forecasts) {
        if (!counts(history)) {
            return;
        }
        int next = 0;
        if (forecasts != null) {
            float[] values = forecasts.back(given ? 0 : ahead);
            if (values == null) {
                return;
            }
            double[] own = said.get(next++);
            for (int c = 0; c < width; c++) {
                own[c] = values[part * width + c];
            }
        }
        for (Baseline baseline : baselines) {
            baseline.forecast(history, said.get(next++));
        }
        add(history);
    }

    /** A forecast made after step {@code firstStep} of the episode, or a later one, of a row that is held out. */
    private boolean counts(History history) {
        return history.rows() - 1 - ahead >= firstStep
                && history.has(ahead)
                && history.isHeldOut(0)
                && (given || history.isHeldOut(ahead));
    }

    private void add(History history) {
        boolean any = false;
        for (int c = 0; c < width; c++) {
            double truth = history.truth(c);
            if (Double.isNaN(truth) || !allFinite(c)) {
                continue;
            }
            any = true;
            counts[c]++;
            for (int i = 0; i < sums.size(); i++) {
                sums.get(i).add(c, (said.get(i)[c] - truth) / deviation[c]);
            }
        }
        forecasts += any ? 1 : 0;
    }

    private boolean allFinite(int column) {
        for (double[] values : said) {
            if (!Double.isFinite(values[column])) {
                return false;
            }
        }
        return true;
    }

    Evaluated result() {
        List<Evaluated.Method> methods =
                sums.stream().map(sum -> sum.means(counts)).toList();
        return new Evaluated(given ? 0 : ahead, forecasts, deviation, counts, methods);
    }
}
