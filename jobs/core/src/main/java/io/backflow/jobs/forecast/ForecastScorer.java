package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.Baseline;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.head.Interval;
import io.backflow.model.head.StepLoss;
import org.jspecify.annotations.Nullable;

/** Compares forecasts with what came true, beside the baseline, and adds up the losses. Not thread-safe. */
public final class ForecastScorer {

    private final TargetRule targets;
    private final TargetCodec codec;
    private final Baseline baseline;
    private final StepLoss loss;
    private final @Nullable Interval interval;
    private final float[] target;
    private final boolean labelled;
    private long scored;
    private long overtaken;
    private long refused;
    private double lossSum;
    private double baselineLossSum;
    private double weightSum;
    private long truths;
    private long inside;
    private Coverage taken = Coverage.NONE;
    private ScoreListener listener = ScoreListener.NONE;

    /** @param interval how often the truth is inside of which is counted; null: the head has none */
    public ForecastScorer(ModelSpec spec, TargetRule targets, TargetCodec codec, @Nullable Interval interval) {
        this.targets = targets;
        this.codec = codec;
        this.interval = interval;
        baseline = new Baseline(spec.head(), codec);
        loss = new StepLoss(spec);
        target = new float[spec.head().targetWidth()];
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

    /** Whether the truth of a step's forecast comes with a later step. */
    boolean awaits() {
        return targets.stepsAhead() > 0;
    }

    /** How many steps after the newest one a forecast speaks of. */
    int stepsAhead() {
        return targets.stepsAhead();
    }

    /**
     * Scores the forecast that spoke of {@code step}, which is taken now; those whose truth can no longer come are
     * given up.
     *
     * @param since forecasts made at this time or later were made when their truth had come
     * @return null where no forecast spoke of it
     */
    @Nullable
    Outcome arrived(LiveState live, Step step, long since) {
        Outcome outcome = null;
        AwaitedForecast oldest = live.awaited.peek();
        while (oldest != null && oldest.step().step() + targets.stepsAhead() <= step.step()) {
            live.awaited.remove();
            Step resolved = targets.resolve(oldest.step(), step);
            if (resolved.hasTarget()) {
                overtaken += oldest.madeAt() >= since ? 1 : 0;
                outcome = score(live, resolved, oldest.outputs(), 0);
            }
            oldest = live.awaited.peek();
        }
        return outcome;
    }

    /** Scores the outputs at {@code at} for {@code step}, which brought its own target; null where it has none. */
    @Nullable
    Outcome given(LiveState live, Step step, float[] outputs, int at) {
        return step.hasTarget() ? score(live, step, outputs, at) : null;
    }

    private Outcome score(LiveState live, Step step, float[] outputs, int at) {
        codec.encode(step, target, 0);
        float own = loss.of(outputs, at, labelled ? null : target, step.label());
        float other = baseline.loss(live.lastTarget, step);
        float[] guess = baseline.hasGuess() ? baseline.guess(step) : null;
        float[] truth = step.target();
        if (truth != null && !awaits()) {
            live.lastTarget = truth;
        }
        baseline.observe(step);
        if (add(step.weight(), own, other) && interval != null) {
            compare(interval, outputs, at);
        }
        listener.scored(step, own);
        return new Outcome(
                step.step(), truth == null ? new float[] {step.label()} : truth, guess, own, other, step.weight());
    }

    /** Whether it is finite and so counts. */
    private boolean add(float weight, float own, float other) {
        if (!Float.isFinite(own) || Float.isInfinite(other)) {
            refused++;
            return false;
        }
        scored++;
        lossSum += (double) weight * own;
        baselineLossSum += (double) weight * other;
        weightSum += weight;
        return true;
    }

    private void compare(Interval of, float[] outputs, int at) {
        for (int i = 0; i < target.length; i++) {
            truths++;
            inside += of.lower(outputs, at, i) <= target[i] && target[i] <= of.upper(outputs, at, i) ? 1 : 0;
        }
    }

    /** How many truths were inside the intervals of their forecasts, in all. */
    public Coverage coverage() {
        return interval == null ? Coverage.NONE : new Coverage(interval.level(), truths, inside);
    }

    /** Losses that were left out of the sums because they had overflowed. */
    public long refused() {
        return refused;
    }

    /** What was scored since the last call. */
    public ForecastTotals take() {
        Coverage all = coverage();
        ForecastTotals totals =
                new ForecastTotals(scored, overtaken, lossSum, baselineLossSum, weightSum, all.minus(taken));
        taken = all;
        scored = 0;
        overtaken = 0;
        lossSum = 0;
        baselineLossSum = 0;
        weightSum = 0;
        return totals;
    }
}
