package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.model.optimizer.Optimizer;

/** How the server turns a contribution into new parameters. */
public sealed interface ShardUpdate permits GradientUpdate, DeltaUpdate {

    /** The rule whose slots the server keeps. */
    Optimizer rule();

    /** Updates to count for each contribution, beside those that the worker counted itself. */
    long countedUpdates();

    /**
     * Changes {@code state}'s values and slots.
     *
     * @param contribution has values, all finite
     * @param squaredNorm sum of squares of the contribution's values over all shards
     */
    void apply(ShardState state, Contribution contribution, double squaredNorm);
}
