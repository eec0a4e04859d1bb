package io.backflow.model.head;

import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/** The loss of one step's outputs by themselves: that which a {@link DenseHead} gives it in a minibatch. */
public final class StepLoss {

    private final Loss loss;
    private final Minibatch batch;
    private final float[] row;
    private final float[] derivative;

    public StepLoss(ModelSpec spec) {
        loss = Loss.of(spec.head());
        batch = new Minibatch(spec, 1, 1);
        batch.reset(1, 1);
        row = new float[spec.head().units()];
        derivative = new float[row.length];
    }

    /**
     * The loss before its weight; NaN where the step has none.
     *
     * @param outputs the head's outputs, those of the step from index {@code at} on
     * @param target in the network's units; null where the head classifies
     * @param label the class where the head classifies
     */
    public float of(float[] outputs, int at, float @Nullable [] target, int label) {
        System.arraycopy(outputs, at, row, 0, row.length);
        if (target != null) {
            System.arraycopy(target, 0, batch.targets(), 0, batch.targets().length);
        }
        if (batch.labels().length > 0) {
            batch.labels()[0] = label;
        }
        return loss.ignores(batch, 0) ? Float.NaN : loss.step(row, batch, 0, derivative);
    }
}
