package io.backflow.lab.experiment.ptb;

import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.Arrays;

/**
 * The perplexity of a network on a text: the exponential of the mean loss of its tokens, each predicted from all tokens
 * of its stream before it. Not thread-safe.
 */
final class Perplexity implements AutoCloseable {

    private final int[] text;
    private final int streams;
    private final Network network;
    private final Minibatch batch;

    /**
     * Of {@code text} in so many parallel streams.
     *
     * @param window how many steps of each run at a time, which changes no value
     */
    Perplexity(ModelSpec spec, int[] text, int streams, int window) {
        this.text = text;
        this.streams = streams;
        network = new Network(spec, window, streams);
        batch = new Minibatch(spec, window, streams);
    }

    /** With {@code parameters}. */
    double of(float[] parameters) {
        network.load(parameters);
        Arrays.fill(network.outputs().finalState(), 0f);
        int length = text.length / streams;
        double loss = 0;
        for (int from = 0; from < length - 1; from += batch.timeCapacity()) {
            loss += loss(from, Math.min(batch.timeCapacity(), length - 1 - from));
        }
        return Math.exp(loss / ((long) streams * (length - 1)));
    }

    private double loss(int from, int time) {
        batch.reset(time, streams);
        float[] state = network.outputs().finalState();
        System.arraycopy(state, 0, batch.initialState(), 0, state.length);
        int length = text.length / streams;
        for (int t = 0; t < time; t++) {
            for (int b = 0; b < streams; b++) {
                int at = b * length + from + t;
                batch.tokens()[t * streams + b] = text[at];
                batch.labels()[t * streams + b] = text[at + 1];
            }
        }
        network.forward(batch);
        double loss = 0;
        for (int step = 0; step < time * streams; step++) {
            loss += network.outputs().stepLosses()[step];
        }
        return loss;
    }

    @Override
    public void close() {
        network.close();
    }
}
