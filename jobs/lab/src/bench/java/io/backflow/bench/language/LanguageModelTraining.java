package io.backflow.bench.language;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Embedding, two LSTM layers and a softmax over the vocabulary, as a PyTorch user trains them: {@code torch::lstm} over
 * the whole window, autograd, the gradient clipped by its norm, and updates in place. Through DJL nothing but handles
 * crosses into the JVM, and a number for each parameter and minibatch. The loss is summed over time, and is the mean
 * over the batch.
 *
 * <p>PyTorch's LSTM has two biases; here the second is zero and not trained, as in the model that it is compared with.
 */
final class LanguageModelTraining implements AutoCloseable {

    private static final int LAYERS = 2;
    private static final int GATES = 4;
    private static final float BOUND = 0.1f;
    private static final double LONGEST = 5;

    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = engine.newBaseManager();
    private final Random random = new Random(1);
    private final int streams;
    private final int window;

    /** Embedding; of each layer kernel, recurrent kernel and bias; kernel and bias of the head. */
    private final List<PtNDArray> trained = new ArrayList<>();

    private final NDArray noBias;
    private final NDArray zeroState;

    /** The derivative of the mean over the batch by the sum. */
    private final NDArray share;

    private NDArray text;
    private NDList state;

    LanguageModelTraining(int vocabulary, int units, int streams, int window) {
        this.streams = streams;
        this.window = window;
        add(vocabulary, units);
        for (int layer = 0; layer < LAYERS; layer++) {
            add(GATES * units, units);
            add(GATES * units, units);
            add(GATES * units);
        }
        add(vocabulary, units);
        add(vocabulary);
        noBias = manager.zeros(new Shape(GATES * units));
        zeroState = manager.zeros(new Shape(LAYERS, streams, units));
        share = manager.create(1f / streams);
        text = manager.zeros(new Shape(0));
        state = new NDList(zeroState, zeroState);
    }

    private void add(long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = BOUND * (2 * random.nextFloat() - 1);
        }
        try (NDArray ofJava = manager.create(values, new Shape(shape))) {
            trained.add(leaf(ofJava.duplicate())); // a tensor on Java's memory loses it when the first leaf is closed
        }
    }

    private static PtNDArray leaf(NDArray array) {
        array.setRequiresGradient(true);
        return (PtNDArray) array;
    }

    /** Takes a text, cut into stretches of equal length: {@code [L, B]}. */
    void read(int... tokens) {
        int length = tokens.length / streams;
        long[] columns = new long[length * streams];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = tokens[i % streams * length + i / streams];
        }
        text = manager.create(columns, new Shape(length, streams));
    }

    /** Learns window {@code index} of each stretch; the sum of the losses of its tokens. */
    double step(int index) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            if (index == 0) {
                replace(new NDList(zeroState, zeroState));
            }
            long from = (long) index * window;
            NDList outputs;
            NDArray loss;
            try (GradientCollector collector = engine.newGradientCollector()) {
                outputs = recurrence(text.get(new NDIndex("{}:{}", from, from + window)));
                loss = loss(outputs.get(0), text.get(new NDIndex("{}:{}", from + 1, from + window + 1)));
                JniUtils.backward((PtNDArray) loss, (PtNDArray) share, false, false);
            }
            replace(new NDList(kept(outputs.get(1)), kept(outputs.get(2))));
            descend();
            return loss.getFloat();
        }
    }

    private NDList recurrence(NDArray tokens) {
        NDList parameters = new NDList();
        for (int at = 1; at < 1 + 3 * LAYERS; at += 3) {
            parameters.addAll(List.of(trained.get(at), trained.get(at + 1), trained.get(at + 2), noBias));
        }
        NDArray vectors = JniUtils.embedding((PtNDArray) tokens, trained.get(0), false);
        return vectors.getNDArrayInternal().lstm(vectors, state, parameters, true, LAYERS, 0, true, false, false);
    }

    private NDArray loss(NDArray hidden, NDArray labels) {
        int head = trained.size() - 2;
        NDArray rows = hidden.reshape((long) window * streams, hidden.getShape().get(2));
        NDArray scores = JniUtils.linear((PtNDArray) rows, trained.get(head), trained.get(head + 1));
        return scores.logSoftmax(1).gather(labels.reshape(-1, 1), 1).sum().neg();
    }

    /** Each parameter becomes a new leaf of the graph, so that no gradient has to be filled with zeros. */
    private void descend() {
        double squares = 0;
        List<PtNDArray> gradients = new ArrayList<>();
        for (PtNDArray parameter : trained) {
            PtNDArray gradient = parameter.getGradient();
            gradients.add(gradient);
            squares += Math.pow(gradient.norm().getFloat(), 2);
        }
        double factor = Math.min(1, LONGEST / Math.sqrt(squares));
        for (int i = 0; i < gradients.size(); i++) {
            PtNDArray parameter = trained.get(i);
            PtNDArray gradient = gradients.get(i);
            parameter.subi(factor < 1 ? gradient.muli(factor) : gradient);
            trained.set(i, leaf(kept(parameter)));
            parameter.close();
        }
    }

    /** The same values outside the graph, to outlive the minibatch. */
    private static NDArray kept(NDArray array) {
        NDArray detached = array.stopGradient();
        NDScope.unregister(detached);
        return detached;
    }

    private void replace(NDList next) {
        for (NDArray former : state) {
            if (former != zeroState) {
                former.close();
            }
        }
        state = next;
    }

    @Override
    public void close() {
        manager.close();
    }
}
