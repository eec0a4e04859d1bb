package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.model.optimizer.Clipping;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Schedule;

/**
 * The optimizer runs on the server, over reduced and clipped gradients.
 *
 * @param clipNorm bound on the global norm of the reduced gradient; infinite: none
 */
public record GradientUpdate(Optimizer rule, Schedule learningRate, double clipNorm) implements ShardUpdate {

    @Override
    public long countedUpdates() {
        return 1;
    }

    @Override
    public void apply(ShardState state, Contribution contribution, double squaredNorm) {
        double divisor = contribution.divisor();
        double norm = Math.sqrt(squaredNorm) / divisor;
        double clip = Double.isInfinite(clipNorm) ? 1 : Clipping.scale(norm, clipNorm);
        float[] gradient = contribution.values().clone();
        Vectors.scale(gradient, (float) (clip / divisor));
        rule.update(state.values, gradient, state.slots, state.updates, learningRate.at(state.updates));
        state.updates++;
    }
}
