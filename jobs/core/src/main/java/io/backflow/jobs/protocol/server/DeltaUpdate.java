package io.backflow.jobs.protocol.server;

import io.backflow.model.optimizer.Optimizer;

/**
 * The optimizer runs on the workers; what they changed is averaged and taken as a gradient by an outer rule, as in
 * DiLoCo (Douillard et al., 2023). Plain averaging is gradient descent at a rate of 1.
 */
public record DeltaUpdate(Optimizer rule, double learningRate) implements ShardUpdate {

    @Override
    public long countedUpdates() {
        return 0;
    }

    /** Those of the workers' optimizers, which the first shard alone counts. */
    @Override
    public long updates(ShardState state) {
        return state.totals.updates();
    }

    @Override
    public double scale(double divisor) {
        return -1 / divisor;
    }

    @Override
    public double scale(double divisor, double squaredNorm) {
        return scale(divisor);
    }

    @Override
    public void apply(ShardState state, float[] gradient) {
        rule.update(state.values, gradient, state.slots, state.slotUpdates(), learningRate);
        state.updates++;
    }
}
