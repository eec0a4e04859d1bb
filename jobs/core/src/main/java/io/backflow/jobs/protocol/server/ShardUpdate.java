package io.backflow.jobs.protocol.server;

import io.backflow.model.optimizer.Optimizer;

/** How the server turns a contribution into new parameters. */
public sealed interface ShardUpdate permits GradientUpdate, DeltaUpdate {

    /** The rule whose slots the server keeps. */
    Optimizer rule();

    /** Updates to count for each contribution, beside those that the worker counted itself. */
    long countedUpdates();

    /** Updates that the learning rate goes by. */
    long updates(ShardState state);

    /** What the values that one worker sent, and clipped, are multiplied by to make a gradient. */
    double scale(double divisor);

    /**
     * What the values of a merged round are multiplied by to make a gradient.
     *
     * @param squaredNorm sum of squares of the round's values over all shards
     */
    double scale(double divisor, double squaredNorm);

    /** Changes {@code state}'s values and slots by one step against {@code gradient}, which may be changed too. */
    void apply(ShardState state, float[] gradient);
}
