package io.backflow.jobs.sequence;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the steps taken so far say of a step's features: how they are scaled, and what stands for one without a value.
 * The statistics of a sequence are its own; they outlive its episodes, what is filled in does not. A step's own values
 * belong to its statistics, later ones never do. Holds nothing between calls.
 */
public final class FeatureRule {

    /** Features are scaled by the job and all have values. */
    public static final FeatureRule NONE = new FeatureRule(FeatureScale.NONE, 0, new Fill[0]);

    /** What stands for a feature without a value. */
    public enum Fill {
        /** Nothing: it has one. */
        NONE,
        /** Its last value; before the first its mean. */
        LAST,
        /** Its mean; 0 before the first value. */
        MEAN
    }

    private static final StepSpacing SPACING = new StepSpacing();

    private final FeatureScale scale;
    private final boolean timed;
    private final boolean own;
    private final boolean filling;
    private final FeatureStatistics statistics;
    private final Fill[] fills;

    /**
     * @param scale of the job
     * @param steps steps that the statistics of a sequence reach back, where these scale its features; 0: the scale is
     *     that of the job
     * @param fills by feature
     */
    public FeatureRule(FeatureScale scale, int steps, Fill... fills) {
        this(
                scale,
                new RunningStatistics(fills.length, steps > 0 ? steps : RunningStatistics.STEPS),
                steps > 0,
                false,
                fills);
    }

    private FeatureRule(FeatureScale scale, FeatureStatistics statistics, boolean own, boolean timed, Fill... fills) {
        this.scale = scale;
        this.statistics = statistics;
        this.own = own;
        this.timed = timed;
        this.fills = fills.clone();
        filling = Arrays.stream(fills).anyMatch(fill -> fill != Fill.NONE);
    }

    /** Features are scaled by the newest {@code steps} values of their sequence. */
    public static FeatureRule ofWindows(int steps, Fill... fills) {
        return new FeatureRule(FeatureScale.NONE, new WindowStatistics(fills.length, steps), true, false, fills);
    }

    /** The same where the network sees when steps are. */
    public FeatureRule seeingTimes() {
        return new FeatureRule(scale, statistics, own, true, fills);
    }

    /** Where in {@link FeatureMemory#values} the last values begin, then the times since, then the intervals. */
    private int lastFrom() {
        return keepsStatistics() ? statistics.size() : 0;
    }

    private int ageFrom() {
        return lastFrom() + fills.length;
    }

    private int intervalFrom() {
        return ageFrom() + fills.length;
    }

    private int spacingFrom() {
        return filling ? intervalFrom() + 2 : lastFrom();
    }

    private int size() {
        return spacingFrom() + (timed ? StepSpacing.SIZE : 0);
    }

    /** Whether statistics of a sequence are kept from one episode to the next. */
    public boolean keepsStatistics() {
        return own || filling;
    }

    /** {@code step}, the next that is taken, with all its features and its context; {@code memory} moves on by it. */
    public Step complete(FeatureMemory memory, Step step) {
        if (size() == 0) {
            return step;
        }
        if (memory.values.length != size()) {
            memory.values = new float[size()];
            endEpisode(memory);
        }
        if (keepsStatistics() && !step.imputed()) {
            statistics.add(memory.values, step.features());
        }
        FeatureScale ofSequence = own ? statistics.scale(memory.values) : null;
        StepTime time = timed ? SPACING.next(memory.values, spacingFrom(), memory.time, step) : null;
        if (filling) {
            pass(memory, step);
        }
        if (filling || timed) {
            memory.time = Math.max(memory.time, step.eventTime());
        }
        return filling
                ? filled(memory, step, ofSequence, time)
                : step.with(step.features(), new StepContext(ofSequence, null, time));
    }

    private Step filled(FeatureMemory memory, Step step, @Nullable FeatureScale ofSequence, @Nullable StepTime time) {
        float[] values = memory.values;
        float[] features = step.features().clone();
        float[] age = new float[features.length];
        for (int i = 0; i < features.length; i++) {
            if (!step.imputed() && !Float.isNaN(features[i])) {
                values[lastFrom() + i] = features[i];
                values[ageFrom() + i] = 0;
                continue;
            }
            features[i] = step.imputed() ? features[i] : fill(values, i);
            age[i] = age(values, i);
        }
        return step.with(features, new StepContext(ofSequence, age, time));
    }

    /** Time has moved on to {@code step}. */
    private void pass(FeatureMemory memory, Step step) {
        if (memory.time != Long.MIN_VALUE) {
            float passed = Math.max(0, step.eventTime() - memory.time);
            float[] values = memory.values;
            for (int i = 0; i < fills.length; i++) {
                values[ageFrom() + i] += passed;
            }
            int intervals = intervalFrom();
            float count = Math.min(values[intervals + 1] + 1, RunningStatistics.STEPS);
            values[intervals] += (passed - values[intervals]) / count;
            values[intervals + 1] = count;
        }
    }

    private float fill(float[] values, int i) {
        float last = values[lastFrom() + i];
        return fills[i] == Fill.MEAN || Float.isNaN(last) ? mean(values, i) : last;
    }

    private float mean(float[] values, int i) {
        float[] fixed = scale.mean();
        return fixed == null ? statistics.mean(values, i) : fixed[i];
    }

    /** In mean intervals, and above 0 even where no time has passed. */
    private float age(float[] values, int i) {
        float interval = values[intervalFrom()];
        float age = interval > 0 ? values[ageFrom() + i] / interval : 0;
        return age > 0 ? age : 1;
    }

    /** The sequence's recurrent state starts from zero: nothing is filled in from before, and no step was before. */
    public void endEpisode(FeatureMemory memory) {
        memory.time = Long.MIN_VALUE;
        if (memory.values.length != size()) {
            return;
        }
        if (filling) {
            Arrays.fill(memory.values, lastFrom(), ageFrom(), Float.NaN);
            Arrays.fill(memory.values, ageFrom(), intervalFrom(), 0);
        }
        Arrays.fill(memory.values, spacingFrom(), size(), 0);
    }
}
