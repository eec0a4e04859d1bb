package io.backflow.model.network;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.Outputs;
import io.backflow.model.ParameterLayout;

/**
 * A stack of recurrent layers with a dense head, ready to run: parameters and activations live off-heap, sized once for
 * a capacity; nothing is allocated afterwards. Not thread-safe; one subtask owns one.
 */
public final class Network implements AutoCloseable {

    public Network(ModelSpec spec, int timeCapacity, int batchCapacity) {
        throw new UnsupportedOperationException();
    }

    public ModelSpec spec() {
        throw new UnsupportedOperationException();
    }

    public ParameterLayout layout() {
        throw new UnsupportedOperationException();
    }

    /** Takes over the values of {@code parameters}, a flat vector laid out as {@link #layout()} says. */
    public void load(float[] parameters) {
        throw new UnsupportedOperationException();
    }

    /** Runs the windows forward from their initial states, without dropout; what comes out is in {@link #outputs()}. */
    public void forward(Minibatch batch) {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs the windows forward and back, and adds the derivative of the sum of weighted step losses to
     * {@code gradients}. The gradient stops at the windows' initial states.
     */
    public void forwardBackward(Minibatch batch, Gradients gradients) {
        throw new UnsupportedOperationException();
    }

    /** What the last pass said; overwritten by the next. */
    public Outputs outputs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
