package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.Baseline;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.head.Interval;
import io.backflow.model.head.StepLoss;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Compares forecasts with what came true, beside the baseline, and adds up the losses. Not thread-safe. */
public final class ForecastScorer {

    private final TargetRule targets;
    private final TargetCodec codec;
    private final Baseline baseline;
    private final StepLoss loss;
    private final @Nullable Interval interval;
    private final ErrorSize errors;
    private final float[] target;
    private final boolean labelled;
    private final boolean delayed;
    private final RunningTotals[] totals;
    private long refused;
    private long truths;
    private long inside;
    private long anomalies;
    private boolean calibrated;
    private ScoreListener listener = ScoreListener.NONE;

    /** @param interval how often the truth is inside of which is counted; null: the head has none */
    public ForecastScorer(ModelSpec spec, TargetRule targets, TargetCodec codec, @Nullable Interval interval) {
        this(spec, targets, codec, interval, false);
    }

    /** @param delayed whether the truth of a forecast comes later, by itself */
    public ForecastScorer(
            ModelSpec spec, TargetRule targets, TargetCodec codec, @Nullable Interval interval, boolean delayed) {
        this.delayed = delayed;
        this.targets = targets;
        this.codec = codec;
        this.interval = interval;
        baseline = new Baseline(spec.head(), codec);
        errors = new ErrorSize(spec.head(), interval);
        loss = new StepLoss(spec);
        target = new float[spec.head().targetWidth()];
        totals = new RunningTotals[targets.parts()];
        Arrays.setAll(totals, part -> new RunningTotals());
        labelled = spec.head().loss() instanceof LossSpec.CrossEntropy;
    }

    /** The classes that came true so far, where the head has classes. */
    public Baseline baseline() {
        return baseline;
    }

    /** Lets {@code scores} receive the loss of each forecast from now on. */
    public void listener(ScoreListener scores) {
        listener = scores;
    }

    /** Lets intervals become wider and narrower so that they contain the share of truths that they are to contain. */
    public void calibrate() {
        calibrated = true;
    }

    /** Whether the truth of a step's forecast comes with a later step. */
    boolean awaits() {
        return targets.stepsAhead() > 0;
    }

    /** Whether the truth of a step's forecast comes later, by itself. */
    boolean awaitsLabels() {
        return delayed;
    }

    /** How many steps one forecast speaks of. */
    int parts() {
        return targets.parts();
    }

    /**
     * Scores what forecasts said of {@code step}, which is taken now; those whose truth can no longer come are given
     * up.
     *
     * @param since forecasts made at this time or later were made when their truth had come
     * @param outcomes by part; null where no forecast spoke of the step as that part
     */
    void arrived(LiveState live, Step step, long since, @Nullable Outcome[] outcomes) {
        Arrays.fill(outcomes, null);
        for (AwaitedForecast one : live.awaited) {
            int part = targets.part(one.step().step(), step.step());
            Step resolved = part < 0 ? one.step() : targets.resolve(one.step(), step);
            if (part >= 0 && resolved.hasTarget()) {
                if (one.madeAt() >= since) {
                    totals[part].overtaken();
                }
                outcomes[part] = score(live, resolved, one.outputs(), 0, one.widths(), part);
            }
        }
        AwaitedForecast oldest = live.awaited.peek();
        while (oldest != null && oldest.step().step() + targets.stepsAhead() <= step.step()) {
            live.awaited.remove();
            oldest = live.awaited.peek();
        }
    }

    /**
     * Scores the forecast after {@code step}, whose target has come; without one it is given up.
     *
     * @param since a forecast made at this time or later was made when its truth had come
     */
    void settled(LiveState live, Step step, long since) {
        for (Iterator<AwaitedForecast> awaited = live.awaited.iterator(); awaited.hasNext(); ) {
            AwaitedForecast one = awaited.next();
            if (one.step().step() == step.step() && one.step().eventTime() == step.eventTime()) {
                awaited.remove();
                if (step.hasTarget()) {
                    if (one.madeAt() >= since) {
                        totals[0].overtaken();
                    }
                    score(live, step, one.outputs(), 0, one.widths(), 0);
                }
                return;
            }
        }
    }

    /** Scores the outputs at {@code at} for {@code step}, which brought its own target; null without one to compare. */
    @Nullable
    Outcome given(LiveState live, Step step, float[] outputs, int at) {
        return codec.comparable(step) ? score(live, step, outputs, at, live.copyOfWidths(), 0) : null;
    }

    private Outcome score(LiveState live, Step step, float[] outputs, int at, float[] widths, int part) {
        codec.encode(step, target, 0);
        float own = loss.of(outputs, at, labelled ? null : target, step.label());
        float other = baseline.loss(live.lastTarget, step);
        float[] guess = baseline.hasGuess() ? part(baseline.guess(step), part) : null;
        float[] truth = step.target();
        if (truth != null && !awaits()) {
            live.lastTarget = truth;
        }
        baseline.observe(step);
        float anomaly = Float.NaN;
        if (add(part, step.weight(), own, other)) {
            if (interval != null) {
                compare(live, interval, outputs, at, widths, totals[part]);
            }
            anomaly = anomaly(live, errors.of(outputs, at, target, own), part);
        }
        listener.scored(step, part, own);
        return new Outcome(
                step.step(),
                truth == null ? new float[] {step.label()} : part(truth, part),
                guess,
                own,
                other,
                step.weight(),
                anomaly);
    }

    private float anomaly(LiveState live, double error, int part) {
        int size = AnomalyRule.NUMBERS * targets.parts();
        if (live.errors.length != size) {
            live.errors = new double[size];
        }
        if (!Double.isFinite(error)) {
            return Float.NaN;
        }
        float score = AnomalyRule.score(live.errors, AnomalyRule.NUMBERS * part, error);
        anomalies += score >= AnomalyRule.THRESHOLD ? 1 : 0;
        return score;
    }

    private float[] part(float[] whole, int part) {
        int width = whole.length / targets.parts();
        return targets.parts() == 1 ? whole : Arrays.copyOfRange(whole, part * width, (part + 1) * width);
    }

    /** Whether it is finite and so counts. */
    private boolean add(int part, float weight, float own, float other) {
        if (!Float.isFinite(own) || Float.isInfinite(other)) {
            refused++;
            return false;
        }
        totals[part].add(weight, own, other);
        return true;
    }

    private void compare(LiveState live, Interval of, float[] outputs, int at, float[] widths, RunningTotals into) {
        if (calibrated && live.widths.length != target.length) {
            live.widths = new float[target.length];
        }
        for (int i = 0; i < target.length; i++) {
            if (Float.isNaN(target[i])) {
                continue;
            }
            boolean is = Calibration.lower(of, outputs, at, i, widths) <= target[i]
                    && target[i] <= Calibration.upper(of, outputs, at, i, widths);
            if (calibrated) {
                Calibration.observe(live, i, is, of.level());
            }
            into.compared(is);
            truths++;
            inside += is ? 1 : 0;
        }
    }

    /** How many truths were inside the intervals of their forecasts, in all. */
    public Coverage coverage() {
        return interval == null ? Coverage.NONE : new Coverage(interval.level(), truths, inside);
    }

    /** Forecasts whose error was unusual for their sequence: anomalies of {@value AnomalyRule#THRESHOLD} or more. */
    public long anomalies() {
        return anomalies;
    }

    /** Losses that were left out of the sums because they had overflowed. */
    public long refused() {
        return refused;
    }

    /** What was scored since the last call, by step of a forecast, the nearest first. */
    public StepTotals[] takeSteps() {
        double level = interval == null ? 0 : interval.level();
        StepTotals[] taken = new StepTotals[totals.length];
        Arrays.setAll(taken, part -> new StepTotals(targets.stepsAhead(part), totals[part].take(level)));
        return taken;
    }

    /** What was scored since the last call, of all steps together. */
    public ForecastTotals take() {
        ForecastTotals sum = ForecastTotals.ZERO;
        for (StepTotals each : takeSteps()) {
            sum = sum.plus(each.totals());
        }
        return sum;
    }
}
