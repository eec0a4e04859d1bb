package io.backflow.model.horizon;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.network.Network;
import java.util.Arrays;

/**
 * The gradient of whole sequences that were fed in parts. Forward, only the state at each part's start is kept;
 * backward, part after part from the last is run again from that state, and the derivative by its initial state is
 * handed to the part before it (Chen, Xu, Zhang and Guestrin, 2016). Under the parameters that made the kept states
 * this is the gradient of the unsplit sequence; memory is one state a part and the activations of one part.
 */
public final class BackwardSweep {

    /** The sequences' parts, counted from 0 at their ends' own part. */
    @FunctionalInterface
    public interface Parts {

        /**
         * Fills {@code batch} with part {@code fromEnd} of each sequence, counted back from its last, and with the
         * states at their starts. A sequence keeps its row; one that has no such part gets a length of 0.
         */
        void fill(int fromEnd, Minibatch batch);

        /**
         * Part {@code fromEnd} of each sequence was trained; {@link Network#guard()} has how often each counted.
         */
        default void swept(int fromEnd) {}
    }

    private final Network network;
    private final Minibatch batch;
    private final float[] state;

    /** {@code [B]}: whether a part of the sequence was left out. */
    private final boolean[] refused;

    /** {@code [B]}. */
    private final boolean[] counted;

    public BackwardSweep(Network network, Minibatch batch) {
        this.network = network;
        this.batch = batch;
        refused = new boolean[batch.batchCapacity()];
        counted = new boolean[batch.batchCapacity()];
        state = new float[batch.batchCapacity() * network.spec().stateSize()];
    }

    /**
     * Adds the gradient of {@code parts} parts to {@code gradients}, where each sequence counts once; a sequence does
     * not count if the guard left out all of its parts.
     *
     * @param parts of the longest sequence, at least 1
     */
    public void sweep(int parts, Parts source, Gradients gradients) {
        Arrays.fill(state, 0f);
        Arrays.fill(refused, false);
        Arrays.fill(counted, false);
        long before = gradients.sequences();
        for (int fromEnd = 0; fromEnd < parts; fromEnd++) {
            source.fill(fromEnd, batch);
            network.forwardBackward(batch, gradients, state);
            note();
            source.swept(fromEnd);
        }
        int sequences = 0;
        for (int b = 0; b < batch.batch(); b++) {
            sequences += counted[b] || !refused[b] ? 1 : 0;
        }
        gradients.count(0, 0, before + sequences - gradients.sequences());
    }

    private void note() {
        for (int b = 0; b < batch.batch(); b++) {
            if (batch.lengths()[b] > 0) {
                boolean counts = network.guard().factor(b) > 0;
                counted[b] |= counts;
                refused[b] |= !counts;
            }
        }
    }

    /** {@code [B, S]}: derivative by the states at the starts of the parts that were swept last; read only. */
    public float[] stateGradient() {
        return state;
    }
}
