package io.backflow.jobs.window;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.JobScale;
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
public record TargetCodec(HeadSpec head, int[] columns, boolean residual, JobScale scale) {

    public static TargetCodec of(HeadSpec head, TargetRule rule, boolean residual, JobScale scale) {
        return new TargetCodec(head, rule.columns(), residual, scale);
    }

    /**
     * Whether {@code step} has a target that outputs can be compared with: none while no scale of features is known,
     * and a feature only where its own is.
     */
    public boolean comparable(Step step) {
        float[] target = step.target();
        if (target == null || columns.length == 0) {
            return step.hasTarget() && scale.known();
        }
        for (int i = 0; i < target.length; i++) {
            if (!Float.isNaN(target[i]) && step.scale(scale).knows(column(i))) {
                return true;
            }
        }
        return false;
    }

    /** Writes the head's target for {@code step} to {@code out} from index {@code at}; nothing where it has none. */
    public void encode(Step step, float[] out, int at) {
        float[] target = step.target();
        if (target == null) {
            return;
        }
        if (columns.length == 0) {
            System.arraycopy(target, 0, out, at, target.length);
            return;
        }
        FeatureScale own = step.scale(scale);
        for (int part = 0; part < target.length; part += columns.length) {
            for (int c = 0; c < columns.length; c++) {
                int column = columns[c];
                float base = residual ? own.normalise(step.features()[column], column) : 0f;
                out[at + part + c] = own.normalise(target[part + c], column) - base;
            }
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
        int width = head.targetWidth();
        if (columns.length > 0 && !residual) {
            FeatureScale own = step.scale(scale);
            for (int part = 0; part < width; part += columns.length) {
                for (int c = 0; c < columns.length; c++) {
                    out[part + c] = own.normalise(step.features()[columns[c]], columns[c]);
                }
            }
        } else if (columns.length == 0 && last.length > 0) {
            System.arraycopy(last, 0, out, 0, width);
        } else {
            Arrays.fill(out, 0, width, 0f);
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
        return columns[index < columns.length ? index : index % columns.length];
    }

    private float present(Step step, int column) {
        return step.scale(scale).normalise(step.features()[column], column);
    }

    private float point(float value, Step step, int column) {
        float base = residual ? present(step, column) : 0f;
        return step.scale(scale).restore(value + base, column);
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
