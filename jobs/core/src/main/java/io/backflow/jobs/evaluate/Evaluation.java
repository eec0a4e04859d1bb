package io.backflow.jobs.evaluate;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares forecasts of a model with baselines on the steps that are held out. Takes the stream twice: first
 * {@link #learn} for each step, from which the baselines are fitted, and after {@link #fit} {@link #judge} for each
 * step. What is kept grows with the number of sequences, and not with that of their steps. Not thread-safe.
 */
public final class Evaluation {

    private final EvaluationRule rule;
    private final @Nullable LagDifferences differences;
    private final RunningScale scale;
    private final List<Comparison> comparisons;
    private final Map<String, Kept> sequences = new HashMap<>();
    private final int reach;
    private final float[] unknown;
    private boolean withModel;
    private long learnt;
    private long heldOut;

    /** What is kept of a sequence. */
    private record Kept(History history, Said said) {}

    public Evaluation(EvaluationRule rule) {
        this.rule = rule;
        EvaluationRule.Settings settings = rule.settings();
        differences = settings.period() > 0 ? null : new LagDifferences(rule.width(), settings.longestPeriod());
        scale = new RunningScale(rule.width());
        comparisons = IntStream.range(0, rule.targets().parts())
                .mapToObj(part -> new Comparison(rule, part, differences))
                .toList();
        int period = differences == null ? settings.period() : differences.reach();
        reach = rule.longestAhead() + Math.max(period, Math.max(settings.order(), 2)) + 1;
        unknown = new float[rule.width()];
        Arrays.fill(unknown, Float.NaN);
    }

    /** An episode of {@code sequence} begins with its next step. */
    public void begin(String sequence) {
        Kept kept = sequences.get(sequence);
        if (kept != null) {
            kept.history().clear();
            kept.said().clear();
        }
    }

    /**
     * Takes the next step of the first pass.
     *
     * @param missing whether {@code step} stands in for one that did not come
     * @param judged whether it is held out: nothing is learnt from it
     */
    public void learn(Step step, boolean missing, boolean judged) {
        History history = kept(step.sequenceId()).history();
        history.add(truth(step, missing), judged);
        if (judged) {
            heldOut += missing ? 0 : 1;
            return;
        }
        learnt += missing ? 0 : 1;
        scale.add(history);
        if (differences != null) {
            differences.add(history);
        }
        comparisons.forEach(comparison -> comparison.learn(history));
    }

    /**
     * Ends the first pass.
     *
     * @param model what to call the model; null: there is none, and the baselines are compared with each other
     * @return names of baselines that the steps do not suffice for; they are left out
     */
    public List<String> fit(@Nullable String model) {
        withModel = model != null;
        sequences.clear();
        double[] given = rule.deviation();
        double[] units = given == null ? scale.deviation() : given;
        List<String> without = new ArrayList<>();
        comparisons.forEach(comparison -> without.addAll(comparison.fit(units, model)));
        return without.stream().distinct().toList();
    }

    /**
     * Takes the next step of the second pass.
     *
     * @param missing whether {@code step} stands in for one that did not come
     * @param judged whether it is held out
     * @param said what the model said after the step, a value for each target; null: nothing
     */
    public void judge(Step step, boolean missing, boolean judged, float @Nullable [] said) {
        Kept kept = kept(step.sequenceId());
        kept.history().add(truth(step, missing), judged);
        kept.said().add(said);
        for (Comparison comparison : comparisons) {
            comparison.judge(kept.history(), withModel ? kept.said() : null);
        }
    }

    private Kept kept(String sequence) {
        return sequences.computeIfAbsent(
                sequence, none -> new Kept(new History(rule.width(), reach), new Said(rule.longestAhead() + 1)));
    }

    private float[] truth(Step step, boolean missing) {
        if (missing) {
            return unknown;
        }
        if (rule.given()) {
            float[] target = step.target();
            return target == null ? unknown : target;
        }
        int[] columns = rule.targets().columns();
        float[] truth = new float[columns.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = step.features()[columns[i]];
        }
        return truth;
    }

    /** Steps of the first pass that might be learnt from. */
    public long learnt() {
        return learnt;
    }

    /** Steps of the first pass that were held out. */
    public long heldOut() {
        return heldOut;
    }

    /** How the forecasts came out, for each number of steps ahead, the nearest first. */
    public List<Evaluated> results() {
        return comparisons.stream().map(Comparison::result).toList();
    }
}
