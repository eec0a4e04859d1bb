package io.backflow.model;

import java.util.Arrays;

/**
 * Windows of several sequences side by side: what one training step reads.
 *
 * <p>Time-major and padded at the end: {@code T} is the longest window, {@code B} the number of sequences. The arrays
 * are allocated once for the capacity and reused; only the leading {@code T * B} entries count, at the strides of the
 * current {@link #time()} and {@link #batch()}. Not thread-safe.
 */
public final class Minibatch {

    private final int timeCapacity;
    private final int batchCapacity;
    private final int inputWidth;
    private final int targetWidth;
    private final int stateSize;

    private final float[] inputs;
    private final int[] tokens;
    private final float[] targets;
    private final int[] labels;
    private final float[] weights;
    private final int[] lengths;
    private final float[] initialState;
    private final long[] maskKeys;

    private int time;
    private int batch;

    public Minibatch(ModelSpec spec, int timeCapacity, int batchCapacity) {
        Check.positive("time capacity", timeCapacity);
        Check.positive("batch capacity", batchCapacity);
        this.timeCapacity = timeCapacity;
        this.batchCapacity = batchCapacity;
        int steps = Math.multiplyExact(timeCapacity, batchCapacity);
        boolean embedded = spec.input() instanceof InputSpec.Tokens;
        boolean labelled = spec.head().loss() instanceof LossSpec.CrossEntropy;
        inputWidth = embedded ? 0 : spec.input().width();
        targetWidth = spec.head().targetWidth();
        stateSize = spec.stateSize();
        inputs = new float[Math.multiplyExact(steps, inputWidth)];
        tokens = new int[embedded ? steps : 0];
        targets = new float[Math.multiplyExact(steps, targetWidth)];
        labels = new int[labelled ? steps : 0];
        weights = new float[steps];
        lengths = new int[batchCapacity];
        boolean drops = spec.layers().stream().anyMatch(layer -> layer.dropout() > 0);
        maskKeys = new long[drops ? steps : 0];
        initialState = new float[Math.multiplyExact(batchCapacity, stateSize)];
    }

    /** Empties the batch and gives it a shape: all inputs, weights and states zero, all windows {@code time} long. */
    public void reset(int time, int batch) {
        if (time < 1 || time > timeCapacity || batch < 1 || batch > batchCapacity) {
            throw new IllegalArgumentException("minibatch of [" + time + ", " + batch + "] in a capacity of ["
                    + timeCapacity + ", " + batchCapacity + "]");
        }
        this.time = time;
        this.batch = batch;
        int steps = time * batch;
        Arrays.fill(inputs, 0, steps * inputWidth, 0f);
        Arrays.fill(targets, 0, steps * targetWidth, 0f);
        Arrays.fill(weights, 0, steps, 0f);
        Arrays.fill(tokens, 0, Math.min(steps, tokens.length), 0);
        Arrays.fill(labels, 0, Math.min(steps, labels.length), 0);
        Arrays.fill(lengths, 0, batch, time);
        Arrays.fill(initialState, 0, batch * stateSize, 0f);
        for (int step = 0; step < Math.min(steps, maskKeys.length); step++) {
            maskKeys[step] = step;
        }
    }

    /**
     * Writes {@code row} as row {@code b}, whose steps are no more than {@link #time()}.
     *
     * @param maskKey what the row's dropout masks are drawn from, beside the network's seed
     */
    public void set(int b, MinibatchRow row, long maskKey) {
        row.check(inputWidth, targetWidth, stateSize);
        int steps = row.steps();
        lengths[b] = steps;
        System.arraycopy(row.state(), 0, initialState, b * stateSize, stateSize);
        for (int t = 0; t < steps; t++) {
            int at = t * batch + b;
            System.arraycopy(row.inputs(), t * inputWidth, inputs, at * inputWidth, inputWidth);
            System.arraycopy(row.targets(), t * targetWidth, targets, at * targetWidth, targetWidth);
            weights[at] = row.weights()[t];
            if (tokens.length > 0) {
                tokens[at] = row.tokens()[t];
            }
            if (labels.length > 0) {
                labels[at] = row.labels()[t];
            }
            if (maskKeys.length > 0) {
                maskKeys[at] = SplitMix.at(maskKey, t);
            }
        }
    }

    /** The only row of a batch of one window: shares this batch's arrays, whose capacity is that window. */
    public MinibatchRow only() {
        if (batchCapacity != 1 || lengths[0] != timeCapacity) {
            throw new IllegalStateException("a minibatch of [" + time + ", " + batch + "] in a capacity of ["
                    + timeCapacity + ", " + batchCapacity + "] is not one whole window");
        }
        return new MinibatchRow(inputs, tokens, targets, labels, weights, initialState);
    }

    /** Steps of the longest window, {@code T}. */
    public int time() {
        return time;
    }

    /** Sequences, {@code B}. */
    public int batch() {
        return batch;
    }

    public int timeCapacity() {
        return timeCapacity;
    }

    public int batchCapacity() {
        return batchCapacity;
    }

    /** {@code [T, B, I]}; empty where the input is a token. */
    public float[] inputs() {
        return inputs;
    }

    /** {@code [T, B]}; empty where the input is a feature vector. */
    public int[] tokens() {
        return tokens;
    }

    /** {@code [T, B, targetWidth]}; empty where the target is a label. */
    public float[] targets() {
        return targets;
    }

    /** {@code [T, B]}; empty unless the head classifies. */
    public int[] labels() {
        return labels;
    }

    /** {@code [T, B]}: weight of a step's loss; 0 masks the loss, never the state. */
    public float[] weights() {
        return weights;
    }

    /** {@code [B]}: real steps of each window; after them the state stands still and nothing counts. */
    public int[] lengths() {
        return lengths;
    }

    /**
     * {@code [T, B]}: what a step's dropout masks are drawn from, beside the network's seed; empty where nothing is
     * dropped. At first the step's place in the batch.
     */
    public long[] maskKeys() {
        return maskKeys;
    }

    /** {@code [B, S]}: recurrent state before the first step, the layers' states one after another in each row. */
    public float[] initialState() {
        return initialState;
    }
}
