package io.backflow.model.network;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.Outputs;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.LruDynamics;
import io.backflow.model.cell.Span;
import io.backflow.model.head.DenseHead;
import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Products;
import org.jspecify.annotations.Nullable;

/**
 * A stack of recurrent layers with a dense head, ready to run: parameters and activations live off-heap, sized once for
 * a capacity; nothing is allocated afterwards. Not thread-safe; one subtask owns one.
 */
public final class Network implements AutoCloseable {

    private final ModelSpec spec;
    private final ParameterLayout layout;
    private final Floats gradient;
    private final Matrix gradientView;
    private final Inputs inputs;
    private final Stack stack;
    private final DenseHead head;
    private final float[] parameters;
    private final float[] scratch;
    private final Outputs outputs;
    private final Span span;
    private final MiddleStates middle;
    private final GradientGuard guard;
    private final int timeCapacity;

    /** Outputs of the pass with dropout; null where the spec has none. */
    private final @Nullable Outputs thinned;

    /** {@code [B]}: sums of squares of a layer's inputs. */
    private final double[] sources;

    /** Outputs of the last pass, whichever it was. */
    private Outputs latest;

    private long dropoutSeed;

    /** A network with room for {@code timeCapacity} steps of {@code batchCapacity} windows; parameters are all zero. */
    public Network(ModelSpec spec, int timeCapacity, int batchCapacity) {
        this.spec = spec;
        this.timeCapacity = timeCapacity;
        layout = ParameterLayout.of(spec);
        int steps = Math.multiplyExact(timeCapacity, batchCapacity);
        gradient = new Floats(layout.size());
        gradientView = new Matrix(gradient).at(0, 1, layout.size());
        inputs = new Inputs(spec, layout, steps);
        stack = new Stack(spec, layout, gradient, timeCapacity, batchCapacity);
        head = new DenseHead(spec, layout, gradient, steps);
        parameters = new float[layout.size()];
        scratch = new float[layout.size()];
        outputs = new Outputs(spec, timeCapacity, batchCapacity);
        span = new Span(batchCapacity);
        middle = new MiddleStates(spec.stateSize(), batchCapacity);
        guard = new GradientGuard(batchCapacity);
        thinned = stack.drops() ? new Outputs(spec, timeCapacity, batchCapacity) : null;
        latest = outputs;
        sources = new double[batchCapacity];
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
     * Decides, with {@link Minibatch#maskKeys()}, which outputs dropout drops. The same seed and keys give the same
     * masks everywhere.
     */
    public void dropoutSeed(long seed) {
        dropoutSeed = seed;
    }

    /** Bounds what a window may add to the gradient; has how often each window counted in the last training pass. */
    public GradientGuard guard() {
        return guard;
    }

    /** Runs the windows forward from their initial states, without dropout; what comes out is in {@link #outputs()}. */
    public void forward(Minibatch batch) {
        stack.forward(span(batch), inputs.of(span, batch, parameters), batch.initialState());
        stack.finalState(span, outputs.finalState());
        head.forward(span, stack.outputs(), stack.outputOffset(), batch, outputs);
        latest = outputs;
    }

    /**
     * Copies, after {@link #forward}, where each step of each layer began: at which state, and what it read.
     *
     * @param states {@code [T, B, S]}
     * @param read {@code [T, B, in]} for each layer: its inputs, normalised where it normalises them
     */
    public void steps(float[] states, float[][] read) {
        middle.statesBefore(stack, span, states);
        stack.read(span, read);
    }

    /** How layer {@code index} forgets with the values of the last {@link #load}, if it is an LRU; read only. */
    public @Nullable LruDynamics dynamics(int index) {
        return stack.dynamics(index);
    }

    private Span span(Minibatch batch) {
        if (batch.time() > timeCapacity) {
            throw new IllegalArgumentException(
                    "minibatch of " + batch.time() + " steps for a network of at most " + timeCapacity);
        }
        span.set(batch.time(), batch.batch(), batch.lengths());
        return span;
    }

    /** Where the spec has dropout, runs the windows once more with it: the gradient is that of this pass. */
    private void drop(Minibatch batch) {
        if (thinned != null) {
            Floats x = inputs.of(span(batch), batch, parameters);
            stack.forwardDropping(span, x, batch.initialState(), dropoutSeed, batch.maskKeys());
            head.forward(span, stack.outputs(), stack.outputOffset(), batch, thinned);
            latest = thinned;
        }
    }

    /**
     * Runs the windows forward and back, and adds the derivative of the sum of weighted step losses to {@code
     * gradients}. The gradient stops at the windows' initial states. What {@link #guard()} lets a window count for is
     * decided window by window: one that overflows adds nothing, and takes nothing from the others.
     *
     * <p>Where the spec has dropout, the gradient is that of a pass with it, and {@link #outputs()} has the
     * predictions, losses and states of a pass without it.
     */
    public void forwardBackward(Minibatch batch, Gradients gradients) {
        forward(batch);
        drop(batch);
        head.backward(span, batch);
        stack.cotangents(span, head.inputCotangent());
        collect(batch, gradients);
    }

    /**
     * As {@link #forwardBackward(Minibatch, Gradients)}; also gives a state in the middle of each window.
     *
     * @param steps {@code [B]}: how many steps of its window each state comes after, from 0 to its length
     * @param states {@code [B, S]}: where they are written
     */
    public void forwardBackward(Minibatch batch, Gradients gradients, int[] steps, float[] states) {
        forward(batch);
        middle.statesAfter(stack, span, steps, states);
        drop(batch);
        head.backward(span, batch);
        stack.cotangents(span, head.inputCotangent());
        collect(batch, gradients);
    }

    /**
     * As {@link #forwardBackward(Minibatch, Gradients)}, with a gradient that also comes in through the final states
     * and leaves through the initial ones: one link of a sweep over windows that follow each other. Where the spec has
     * dropout, {@link #outputs()} is not that of this pass.
     *
     * @param state {@code [B, S]}: derivative by the final states before, by the initial states after
     */
    public void forwardBackward(Minibatch batch, Gradients gradients, float[] state) {
        if (thinned == null) {
            forward(batch);
        }
        backward(batch, gradients, state);
    }

    /**
     * The second half of {@link #forwardBackward(Minibatch, Gradients, float[])}, after {@link #forward} over the same
     * windows, whose {@link #outputs()} stay.
     */
    public void backward(Minibatch batch, Gradients gradients, float[] state) {
        drop(batch);
        head.backward(span, batch);
        stack.cotangents(span, head.inputCotangent(), state);
        collect(batch, gradients);
        stack.initialStateCotangent(span, state);
    }

    /** Writes the derivative by the inputs {@code [T, B, I]} (embedded, if they are tokens) of the last such pass. */
    public void inputGradient(float[] into) {
        stack.inputCotangent(span).get(0, into, 0, span.steps() * spec.input().width());
        head.addSkippedCotangent(span, into);
    }

    private void collect(Minibatch batch, Gradients gradients) {
        multiply();
        if (guard.suspects(span, batch, Products.squaredNorm(gradientView)) && restrain(batch)) {
            multiply();
        }
        head.count(span, batch, latest, guard.factors(), gradients);
        add(gradients);
        inputs.backward(span, batch, stack, gradients.values());
    }

    private void add(Gradients gradients) {
        if (gradients.cleared()) {
            gradient.get(0, gradients.overwrite(), 0, scratch.length);
            return;
        }
        gradient.get(0, scratch, 0, scratch.length);
        float[] into = gradients.values();
        for (int j = 0; j < scratch.length; j++) {
            into[j] += scratch[j];
        }
    }

    private void multiply() {
        head.gradient(span);
        stack.gradient(span);
    }

    /** Takes out of the cotangents what the guard does not let count; false where all counts. */
    private boolean restrain(Minibatch batch) {
        double[] norms = guard.clear(span);
        inputs.squares(span, batch, sources);
        stack.addSquaredNorms(span, sources, norms);
        for (int b = 0; b < span.batch(); b++) {
            double read = sources[b] + head.skippedSquares(span, b) + span.length(b);
            norms[b] += head.cotangentSquares(span, b) * read;
        }
        if (!guard.judge(span)) {
            return false;
        }
        head.scale(span, batch, guard.factors());
        for (int b = 0; b < span.batch(); b++) {
            if (guard.factor(b) != 1) {
                stack.scale(span, b, guard.factor(b));
            }
            if (guard.factor(b) == 0) {
                inputs.clear(span, b);
            }
        }
        return true;
    }

    /** The outputs of the last pass; overwritten by the next. */
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
