package io.backflow.jobs.window;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.Arrays;
import java.util.Objects;

/**
 * Between the stream's units and the head's: a forecast feature is normalised, and taken relative to its current value
 * where {@code residual}; a target that the stream gives is left as it is. What is not known, NaN, stays so.
 *
 * @param columns features that are forecast, for each later step that a target has parts of; empty where the stream
 *     gives the target
 * @param scale of the features of steps that have no scale of their own
 */
public record TargetCodec(HeadSpec head, int[] columns, boolean residual, FeatureScale scale) {

    public static TargetCodec of(HeadSpec head, TargetRule rule, boolean residual, FeatureScale scale) {
        return new TargetCodec(head, rule.columns(), residual, scale);
    }

    /** Writes the head's target for {@code step} to {@code out} from index {@code at}; nothing where it has none. */
    public void encode(Step step, float[] out, int at) {
        float[] target = step.target();
        if (target == null) {
            return;
        }
        for (int i = 0; i < target.length; i++) {
            out[at + i] = columns.length == 0 ? target[i] : relative(target[i], step, column(i));
        }
    }

    /** The head's outputs for {@code step}, in the stream's units; class scores and logits stay what they are. */
    public float[] decode(float[] outputs, int at, Step step) {
        float[] decoded = new float[head.units()];
        for (int i = 0; i < decoded.length; i++) {
            decoded[i] = columns.length == 0 ? outputs[at + i] : absolute(outputs[at + i], step, i);
        }
        return decoded;
    }

    /**
     * The forecast of persistence for {@code step}, as head targets: nothing changes.
     *
     * @param last the last target that came true, where the stream gives targets; empty before the first
     */
    void persistence(float[] last, Step step, float[] out) {
        for (int i = 0; i < head.targetWidth(); i++) {
            if (columns.length > 0) {
                out[i] = residual ? 0f : present(step, column(i));
            } else {
                out[i] = last.length > 0 ? last[i] : 0f;
            }
        }
    }

    /** The inverse of {@link #encode}: targets, one for each that the head has, in the stream's units. */
    public float[] restore(float[] targets, Step step) {
        float[] restored = new float[head.targetWidth()];
        for (int i = 0; i < restored.length; i++) {
            restored[i] = columns.length == 0 ? targets[i] : point(targets[i], step, column(i));
        }
        return restored;
    }

    private float absolute(float output, Step step, int index) {
        int width = head.targetWidth();
        int column = column(index);
        boolean logVariance = head.loss() instanceof LossSpec.GaussianNll && index >= width;
        if (logVariance) {
            float deviation = step.scale(scale).restoreDifference(1f, column);
            return output + 2f * (float) Math.log(deviation);
        }
        return point(output, step, column);
    }

    /** The feature that a target, or an output, of this index speaks of. */
    private int column(int index) {
        return columns[index % columns.length];
    }

    private float present(Step step, int column) {
        return step.scale(scale).normalise(step.features()[column], column);
    }

    private float point(float value, Step step, int column) {
        float base = residual ? present(step, column) : 0f;
        return step.scale(scale).restore(value + base, column);
    }

    private float relative(float target, Step step, int column) {
        float base = residual ? present(step, column) : 0f;
        return step.scale(scale).normalise(target, column) - base;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetCodec that
                && residual == that.residual
                && head.equals(that.head)
                && scale.equals(that.scale)
                && Arrays.equals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return Objects.hash(head, residual);
    }
}
