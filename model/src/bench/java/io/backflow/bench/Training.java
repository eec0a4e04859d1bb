package io.backflow.bench;

/** A network of one engine with its data in place, ready to be trained on one and the same minibatch. */
interface Training extends AutoCloseable {

    /** Forward, backward, and one update by plain gradient descent with {@link Problem#RATE}. */
    void step();

    /** The mean squared error over {@code [T, B, O]} with the parameters as they are. */
    double loss();

    @Override
    void close();
}
