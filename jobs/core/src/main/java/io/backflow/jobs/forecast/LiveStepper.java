package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.BatchRow;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Advances the live states of many sequences by one step each, side by side: one product for each gate and layer,
 * whatever the number of sequences. Nothing is dropped out, and nothing is allocated in the steady state. Not
 * thread-safe.
 *
 * <p>Where states are recomputed, a state that older parameters have computed is first computed again from its
 * {@link RecentSteps}, in the same pass.
 */
public final class LiveStepper implements AutoCloseable {

    /** A label that the losses ignore. */
    private static final int NO_LABEL = -1;

    private final Network network;
    private final Minibatch batch;
    private final BatchRow rows;
    private final LiveState[] states;
    private final Step[] steps;
    private final int back;
    private final int outputs;
    private int resetEvery;
    private final @Nullable FedBack fedBack;
    private int size;
    private long version = LiveState.NO_VERSION;

    /**
     * @param rows steps as rows of a minibatch
     * @param capacity sequences at most
     * @param back how many steps a state is computed again over when the parameters have changed; 0: it is carried
     */
    public LiveStepper(BatchRow rows, int capacity, int back) {
        this(rows, capacity, back, new int[0]);
    }

    /**
     * As above, and what the network says of the next step is fed back to it.
     *
     * @param ahead the steps after the newest one that {@link #outputs} are of, ascending; empty: nothing is fed
     *     back
     */
    public LiveStepper(BatchRow rows, int capacity, int back, int... ahead) {
        ModelSpec spec = rows.spec();
        int time = Math.max(1, 2 * back);
        this.rows = rows;
        this.back = back;
        network = new Network(spec, time, capacity);
        batch = new Minibatch(spec, time, capacity);
        states = new LiveState[capacity];
        steps = new Step[capacity];
        outputs = spec.head().units();
        fedBack = ahead.length == 0 ? null : new FedBack(rows, ahead, capacity);
    }

    /** Begins from the zero state before each step whose number is a multiple of {@code steps}; at first 0: never. */
    public void resetEvery(int steps) {
        resetEvery = steps;
    }

    /** Takes over parameters {@code [P]}, whole; steps that follow are made with them. */
    public void load(float[] parameters, long version) {
        network.load(parameters);
        rows.scale().load(parameters);
        this.version = version;
    }

    /** The version of the parameters; {@link LiveState#NO_VERSION} before the first. */
    public long version() {
        return version;
    }

    /** Sequences that are added at most before {@link #run}. */
    public int capacity() {
        return states.length;
    }

    /** Sequences added. */
    public int size() {
        return size;
    }

    /** Empties the batch. */
    public void clear() {
        size = 0;
    }

    /** Adds {@code state}, which {@link #run} advances by {@code step}; each state once. Returns its row. */
    public int add(LiveState state, Step step) {
        if (size == states.length) {
            throw new IllegalStateException("a batch of " + size + " sequences is full; run it first");
        }
        if (resetEvery > 0 && !state.isFresh() && state.step / resetEvery != step.step() / resetEvery) {
            Arrays.fill(state.recurrent, 0f);
        }
        states[size] = state;
        steps[size] = step;
        return size++;
    }

    /** Advances all that was added; {@link #outputs} has what the network says after the steps. */
    public void run() {
        if (version == LiveState.NO_VERSION) {
            throw new IllegalStateException("no parameters were loaded");
        }
        if (size == 0) {
            return;
        }
        int time = 1;
        for (int b = 0; b < size; b++) {
            RecentSteps recent = outdated(states[b]);
            time = recent == null ? time : Math.max(time, recent.steps.size() + 1);
        }
        batch.reset(time, size);
        for (int b = 0; b < size; b++) {
            fill(b, states[b]);
        }
        network.forward(batch);
        for (int b = 0; b < size; b++) {
            advance(b, states[b], steps[b]);
        }
        if (fedBack != null) {
            feedBack(fedBack);
        }
    }

    private void feedBack(FedBack into) {
        for (int b = 0; b < size; b++) {
            into.begin(b, steps[b], network.outputs().predictions(), said(b));
        }
        into.run(network, batch, states, size);
    }

    private void fill(int b, LiveState state) {
        RecentSteps recent = outdated(state);
        if (recent == null) {
            rows.fill(batch, b, state.recurrent, List.of(), steps[b]);
        } else {
            rows.fill(batch, b, recent.before, recent.steps, steps[b]);
        }
        if (batch.labels().length > 0) {
            for (int t = 0; t < batch.time(); t++) {
                batch.labels()[t * size + b] = NO_LABEL;
            }
        }
    }

    /** What {@code state} is computed again from; null where it is carried. */
    private @Nullable RecentSteps outdated(LiveState state) {
        return state.version == version ? null : state.recent;
    }

    private void advance(int b, LiveState state, Step step) {
        int size = state.recurrent.length;
        System.arraycopy(network.outputs().finalState(), b * size, state.recurrent, 0, size);
        state.advanced(step, version);
        if (back > 0) {
            remember(state, step);
        }
    }

    private void remember(LiveState state, Step step) {
        RecentSteps recent = state.recent;
        if (recent == null) {
            recent = new RecentSteps(state.recurrent.length);
            state.recent = recent;
        }
        recent.add(step, state.recurrent, back);
    }

    /** The head's outputs of all rows; those of a row begin at {@link #at} and are overwritten by the next run. */
    public float[] outputs() {
        return fedBack == null ? network.outputs().predictions() : fedBack.outputs();
    }

    /** Where in {@link #outputs} those of {@code row} begin. */
    public int at(int row) {
        return fedBack == null ? said(row) : row * fedBack.width();
    }

    private int said(int row) {
        return ((batch.lengths()[row] - 1) * batch.batch() + row) * outputs;
    }

    @Override
    public void close() {
        network.close();
    }
}
