package io.backflow.model.optimizer;

/** The learning rate as a function of the number of updates done. */
public interface Schedule {

    /** The rate of update number {@code update}, from 0. */
    double at(long update);
}
