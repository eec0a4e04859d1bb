package io.backflow.model.network;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.Outputs;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import io.backflow.model.head.DenseHead;
import io.backflow.model.kernel.Floats;

/**
 * A stack of recurrent layers with a dense head, ready to run: parameters and activations live off-heap, sized once for
 * a capacity; nothing is allocated afterwards. Not thread-safe; one subtask owns one.
 */
public final class Network implements AutoCloseable {

    private final ModelSpec spec;
    private final ParameterLayout layout;
    private final Floats gradient;
    private final Inputs inputs;
    private final Stack stack;
    private final DenseHead head;
    private final float[] parameters;
    private final float[] scratch;
    private final Outputs outputs;
    private final Span span;
    private final MiddleStates middle;
    private final int timeCapacity;
    private long dropoutSeed;

    /** A network with room for {@code timeCapacity} steps of {@code batchCapacity} windows; parameters are all zero. */
    public Network(ModelSpec spec, int timeCapacity, int batchCapacity) {
        this.spec = spec;
        this.timeCapacity = timeCapacity;
        layout = ParameterLayout.of(spec);
        int steps = Math.multiplyExact(timeCapacity, batchCapacity);
        gradient = new Floats(layout.size());
        inputs = new Inputs(spec, layout, steps);
        stack = new Stack(spec, layout, gradient, timeCapacity, batchCapacity);
        head = new DenseHead(spec.head(), layout, gradient, steps);
        parameters = new float[layout.size()];
        scratch = new float[layout.size()];
        outputs = new Outputs(spec, timeCapacity, batchCapacity);
        span = new Span(batchCapacity);
        middle = new MiddleStates(spec.stateSize(), batchCapacity);
        load(parameters);
    }

    public ModelSpec spec() {
        return spec;
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** Takes over the values of {@code parameters}, a flat vector laid out as {@link #layout()} says. */
    public void load(float[] parameters) {
        if (parameters.length != layout.size()) {
            throw new IllegalArgumentException(
                    parameters.length + " parameters for a model of " + layout.size() + "; the specs differ");
        }
        System.arraycopy(parameters, 0, this.parameters, 0, parameters.length);
        stack.refresh(this.parameters);
        head.refresh(this.parameters);
    }

    /**
     * Decides the dropout masks of the next training pass; each pass after it takes the next number. The same seed
     * gives the same masks everywhere.
     */
    public void dropoutSeed(long seed) {
        dropoutSeed = seed;
    }

    /** Runs the windows forward from their initial states, without dropout; what comes out is in {@link #outputs()}. */
    public void forward(Minibatch batch) {
        stack.forward(span(batch), inputs.of(span, batch, parameters), batch.initialState());
        finish(batch);
    }

    private void forwardDropping(Minibatch batch) {
        stack.forwardDropping(span(batch), inputs.of(span, batch, parameters), batch.initialState(), dropoutSeed++);
        finish(batch);
    }

    private Span span(Minibatch batch) {
        if (batch.time() > timeCapacity) {
            throw new IllegalArgumentException(
                    "minibatch of " + batch.time() + " steps for a network of at most " + timeCapacity);
        }
        span.set(batch.time(), batch.batch(), batch.lengths());
        return span;
    }

    private void finish(Minibatch batch) {
        stack.finalState(span, outputs.finalState());
        head.forward(span, stack.outputs(), stack.outputOffset(), batch, outputs);
    }

    /**
     * Runs the windows forward and back, and adds the derivative of the sum of weighted step losses to
     * {@code gradients}. The gradient stops at the windows' initial states.
     *
     * <p>With dropout, where the spec has some; {@link #outputs()} then shows what was said with it.
     */
    public void forwardBackward(Minibatch batch, Gradients gradients) {
        forwardDropping(batch);
        backward(batch, gradients);
    }

    private void backward(Minibatch batch, Gradients gradients) {
        head.backward(span, batch, outputs, gradients);
        stack.backward(span, head.inputCotangent());
        collect(batch, gradients);
    }

    /**
     * As {@link #forwardBackward(Minibatch, Gradients)}; also gives a state in the middle of each window.
     *
     * @param steps {@code [B]}: how many steps of its window each state comes after, from 0 to its length
     * @param states {@code [B, S]}: where they are written
     */
    public void forwardBackward(Minibatch batch, Gradients gradients, int[] steps, float[] states) {
        forwardDropping(batch);
        middle.statesAfter(stack, span, steps, states);
        backward(batch, gradients);
    }

    /**
     * As {@link #forwardBackward(Minibatch, Gradients)}, with a gradient that also comes in through the final states
     * and leaves through the initial ones: one link of a sweep over windows that follow each other.
     *
     * @param state {@code [B, S]}: derivative by the final states before, by the initial states after
     */
    public void forwardBackward(Minibatch batch, Gradients gradients, float[] state) {
        forwardDropping(batch);
        head.backward(span, batch, outputs, gradients);
        stack.backward(span, head.inputCotangent(), state);
        collect(batch, gradients);
    }

    /** Writes the derivative by the inputs {@code [T, B, I]} (embedded, if they are tokens) of the last such pass. */
    public void inputGradient(float[] into) {
        stack.inputCotangent(span).get(0, into, 0, span.steps() * spec.input().width());
    }

    private void collect(Minibatch batch, Gradients gradients) {
        add(gradients.values());
        inputs.backward(span, batch, stack, gradients.values());
    }

    private void add(float[] into) {
        gradient.get(0, scratch, 0, scratch.length);
        for (int j = 0; j < scratch.length; j++) {
            into[j] += scratch[j];
        }
    }

    /** What the last pass said; overwritten by the next. */
    public Outputs outputs() {
        return outputs;
    }

    @Override
    public void close() {
        stack.close();
        head.close();
        gradient.close();
        inputs.close();
    }
}
