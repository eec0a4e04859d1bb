package io.backflow.model;

/**
 * One window as a row of a {@link Minibatch}, of {@code T} steps. Never changed.
 *
 * @param inputs {@code [T, I]}; empty where the input is a token
 * @param tokens {@code [T]}; empty where the input is a feature vector
 * @param targets {@code [T, targetWidth]}; empty where the target is a label
 * @param labels {@code [T]}; empty unless the head classifies
 * @param weights {@code [T]}: weight of a step's loss
 * @param state {@code [S]}: recurrent state before the first step
 */
public record MinibatchRow(
        float[] inputs, int[] tokens, float[] targets, int[] labels, float[] weights, float[] state) {

    /** Bytes of the lengths of six arrays. */
    private static final int LENGTHS = 6 * Integer.BYTES;

    /** Its steps. */
    public int steps() {
        return weights.length;
    }

    /** Sum of the weights of its steps' losses; 0: nothing can be learnt from it. */
    public double weight() {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** Bytes that a row of {@code steps} steps takes when it is written down. */
    public static long bytes(ModelSpec spec, int steps) {
        boolean embedded = spec.input() instanceof InputSpec.Tokens;
        boolean labelled = spec.head().loss() instanceof LossSpec.CrossEntropy;
        long numbers = (embedded ? 1L : spec.input().width())
                + spec.head().targetWidth()
                + (labelled ? 1 : 0)
                + 1; // the weight
        return LENGTHS + Float.BYTES * (numbers * steps + spec.stateSize());
    }

    /** Throws where this is a row of another network's minibatch. */
    void check(int inputWidth, int targetWidth, int stateSize) {
        if (inputs.length != steps() * inputWidth
                || targets.length != steps() * targetWidth
                || state.length != stateSize) {
            throw new IllegalArgumentException("a row of " + steps() + " steps with " + inputs.length + " inputs, "
                    + targets.length + " targets and a state of " + state.length + " for a minibatch of " + inputWidth
                    + ", " + targetWidth + " and " + stateSize);
        }
    }
}
