package io.backflow.jobs.sequence;

import java.util.Arrays;
import java.util.List;

/**
 * Where a step's target comes from: the stream itself, or the same sequence some steps later.
 *
 * @param ahead empty: the stream carries targets; otherwise the target is what the steps so many steps later show, one
 *     after another, nearest first
 * @param columns features that are forecast; empty where the target is the token of the later step
 */
public record TargetRule(int[] ahead, int[] columns) {

    /** The stream carries targets and labels. */
    public static final TargetRule GIVEN = new TargetRule(new int[0], new int[0]);

    public TargetRule {
        ahead = ahead.clone();
        columns = columns.clone();
    }

    /** What one later step shows; 0 steps ahead: the stream carries targets. */
    public TargetRule(int stepsAhead, int[] columns) {
        this(stepsAhead == 0 ? new int[0] : new int[] {stepsAhead}, columns);
    }

    @Override
    public int[] ahead() {
        return ahead.clone();
    }

    @Override
    public int[] columns() {
        return columns.clone();
    }

    /** How many steps after a step the last of its target is known; 0: it comes with the step. */
    public int stepsAhead() {
        return ahead.length == 0 ? 0 : ahead[ahead.length - 1];
    }

    /** How many parts a target has: one for each later step that it shows. */
    public int parts() {
        return Math.max(1, ahead.length);
    }

    /** How many steps after a step its target's {@code part} comes. */
    public int stepsAhead(int part) {
        return ahead.length == 0 ? 0 : ahead[part];
    }

    /** Which part of the target of a step numbered {@code step} the step {@code later} shows; -1: none. */
    public int part(long step, long later) {
        for (int part = 0; part < ahead.length; part++) {
            if (step + ahead[part] == later) {
                return part;
            }
        }
        return -1;
    }

    /**
     * The step at {@code index} of {@code steps} with its target filled in: NaN where the step that shows a part of it,
     * or the feature in it, is missing, and without a target where all are.
     */
    Step resolve(List<Step> steps, int index) {
        Step step = steps.get(index);
        if (ahead.length == 0) {
            return step;
        }
        float[] target = null;
        for (int i = Math.min(index + stepsAhead(), steps.size() - 1); i > index; i--) {
            Step later = steps.get(i);
            int part = later.imputed() ? -1 : part(step.step(), later.step());
            if (part < 0) {
                continue;
            }
            if (later.token() != Step.NONE) {
                return step.withLabel(later.token());
            }
            if (isWhole(later) && showsAll(later, step)) {
                return step.withTarget(later.features());
            }
            if (shows(later, step)) {
                target = target == null ? unknown() : target;
                pick(later, step, target, part * columns.length);
            }
        }
        return target == null ? step.withoutTarget() : step.withTarget(target);
    }

    /** Whether a target is nothing but the features of {@code later}. */
    private boolean isWhole(Step later) {
        if (ahead.length != 1 || later.features().length != columns.length) {
            return false;
        }
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** {@code step} with as much of its target filled in as {@code later}, taken after it, shows; else without one. */
    public Step resolve(Step step, Step later) {
        return resolve(List.of(step, later), 0);
    }

    /** Whether {@code later} shows anything that can be forecast after {@code step}. */
    private boolean shows(Step later, Step step) {
        if (showsAll(later, step)) {
            return columns.length > 0;
        }
        for (int column : columns) {
            if (shows(later, step, column)) {
                return true;
            }
        }
        return false;
    }

    /** What has no context came whole, and is scaled by the job. */
    private static boolean showsAll(Step later, Step step) {
        return later.context() == null && step.context() == null;
    }

    private static boolean shows(Step later, Step step, int column) {
        return later.has(column) && step.scale(FeatureScale.NONE).knows(column);
    }

    private float[] unknown() {
        float[] target = new float[ahead.length * columns.length];
        Arrays.fill(target, Float.NaN);
        return target;
    }

    private void pick(Step later, Step step, float[] target, int at) {
        boolean all = showsAll(later, step);
        for (int i = 0; i < columns.length; i++) {
            target[at + i] = all || shows(later, step, columns[i]) ? later.features()[columns[i]] : Float.NaN;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetRule that
                && Arrays.equals(ahead, that.ahead)
                && Arrays.equals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ahead) + Arrays.hashCode(columns);
    }
}
