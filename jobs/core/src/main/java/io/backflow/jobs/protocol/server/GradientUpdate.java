package io.backflow.jobs.protocol.server;

import io.backflow.model.optimizer.Clipping;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Schedule;

/**
 * The optimizer runs on the server, over reduced and clipped gradients.
 *
 * @param clipNorm bound on the global norm of a round's reduced gradient; infinite: none
 */
public record GradientUpdate(Optimizer rule, Schedule learningRate, double clipNorm) implements ShardUpdate {

    @Override
    public long countedUpdates() {
        return 1;
    }

    @Override
    public long updates(ShardState state) {
        return state.updates;
    }

    @Override
    public double scale(double divisor) {
        return 1 / divisor;
    }

    @Override
    public double scale(double divisor, double squaredNorm) {
        double norm = Math.sqrt(squaredNorm) / divisor;
        double clip = Double.isInfinite(clipNorm) ? 1 : Clipping.scale(norm, clipNorm);
        return clip / divisor;
    }

    @Override
    public void apply(ShardState state, float[] gradient) {
        double rate = state.rate(learningRate.at(state.updates));
        rule.update(state.values, gradient, state.slots, state.slotUpdates(), rate);
        state.updates++;
    }
}
