package io.backflow.lab.experiment.ptb;

/**
 * What is trained; the defaults are those of TensorFlow's tutorial, the configuration that it calls small.
 *
 * @param units of the embedding and of each of two LSTM layers
 * @param streams parallel streams of the training text, and windows of a minibatch
 * @param window steps of a window
 * @param epochs passes over the text
 * @param held epochs at a learning rate of 1; each one after them has half the rate of the one before
 */
public record PtbPlan(int units, int streams, int window, int epochs, int held) {

    /** As in the tutorial. */
    public static final PtbPlan SMALL = new PtbPlan(200, 20, 20, 13, 4);

    /** Bound on fresh parameters, which are uniform. */
    static final float BOUND = 0.1f;

    public PtbPlan withEpochs(int other) {
        return new PtbPlan(units, streams, window, other, held);
    }

    /** Tokens of a text that has {@code minibatches} of them. */
    public long tokens(int minibatches) {
        return streams * ((long) minibatches * window + 1);
    }
}
