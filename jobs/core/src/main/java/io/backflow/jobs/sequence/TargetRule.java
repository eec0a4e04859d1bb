package io.backflow.jobs.sequence;

import java.util.Arrays;
import java.util.List;

/**
 * Where a step's target comes from: the stream itself, or the same sequence some steps later.
 *
 * @param stepsAhead 0: the stream carries targets; otherwise the target is what this many steps later shows
 * @param columns features that are forecast; empty where the target is the token of the later step
 */
public record TargetRule(int stepsAhead, int[] columns) {

    /** The stream carries targets and labels. */
    public static final TargetRule GIVEN = new TargetRule(0, new int[0]);

    public TargetRule {
        columns = columns.clone();
    }

    @Override
    public int[] columns() {
        return columns.clone();
    }

    /**
     * The step at {@code index} of {@code steps} with its target filled in, or without one where the step that shows it
     * is missing.
     */
    Step resolve(List<Step> steps, int index) {
        Step step = steps.get(index);
        if (stepsAhead == 0) {
            return step;
        }
        for (int i = Math.min(index + stepsAhead, steps.size() - 1); i > index; i--) {
            Step later = steps.get(i);
            if (later.step() == step.step() + stepsAhead && !later.imputed()) {
                return later.token() == Step.NONE ? step.withTarget(pick(later)) : step.withLabel(later.token());
            }
        }
        return step.withoutTarget();
    }

    /** {@code step} with its target filled in where {@code later}, taken after it, shows it; else without one. */
    public Step resolve(Step step, Step later) {
        return resolve(List.of(step, later), 0);
    }

    private float[] pick(Step later) {
        float[] target = new float[columns.length];
        for (int i = 0; i < columns.length; i++) {
            target[i] = later.features()[columns[i]];
        }
        return target;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetRule that
                && stepsAhead == that.stepsAhead
                && Arrays.equals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return 31 * stepsAhead + Arrays.hashCode(columns);
    }
}
