package io.backflow.bench;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Deeplearning4j as its users run it: {@code fit} on a {@code MultiLayerNetwork} of {@code LSTM} layers, without
 * peepholes, and an {@code RnnOutputLayer} with the mean squared error.
 *
 * <p>Its loss is summed over time and averaged over the batch, so the learning rate is divided by {@code T}.
 */
final class Dl4jTraining implements Training {

    /** Keras' i, f, c, o in Deeplearning4j's order: c, f, o, i. */
    private static final int[] GATES = {2, 1, 3, 0};

    private final int time;
    private final MultiLayerNetwork network;
    private final DataSet data;

    Dl4jTraining(Problem problem) {
        Workload w = problem.workload();
        time = w.time();
        network = network(w);
        for (int layer = 0; layer < w.layers(); layer++) {
            load(layer, problem.layers()[layer], w.hidden());
        }
        set(w.layers() + "_W", problem.head().kernel(), w.hidden(), Workload.OUTPUTS);
        set(w.layers() + "_b", problem.head().bias(), 1, Workload.OUTPUTS);
        data = new DataSet(
                batchMajor(problem.inputs(), w.time(), w.batch(), w.input()),
                batchMajor(problem.targets(), w.time(), w.batch(), Workload.OUTPUTS));
    }

    private static MultiLayerNetwork network(Workload w) {
        var layers = new NeuralNetConfiguration.Builder()
                .updater(new Sgd(Problem.RATE / w.time()))
                .list();
        for (int layer = 0; layer < w.layers(); layer++) {
            layers.layer(new LSTM.Builder()
                    .nIn(w.inputWidth(layer))
                    .nOut(w.hidden())
                    .activation(Activation.TANH)
                    .gateActivationFunction(Activation.SIGMOID)
                    .build());
        }
        layers.layer(new RnnOutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(w.hidden())
                .nOut(Workload.OUTPUTS)
                .build());
        MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
        network.init();
        return network;
    }

    private void load(int layer, Problem.Layer values, int hidden) {
        int columns = GATES.length * hidden;
        set(layer + "_W", Problem.reorder(values.kernel(), hidden, GATES), values.kernel().length / columns, columns);
        set(layer + "_RW", Problem.reorder(values.recurrent(), hidden, GATES), hidden, columns);
        set(layer + "_b", Problem.reorder(values.bias(), hidden, GATES), 1, columns);
    }

    private void set(String name, float[] values, int rows, int columns) {
        network.setParam(name, Nd4j.createFromArray(values).reshape('c', rows, columns));
    }

    /** {@code [T, B, width]} to {@code [B, width, T]}, in the memory order that Deeplearning4j's layers prefer. */
    private static INDArray batchMajor(float[] values, int time, int batch, int width) {
        return Nd4j.createFromArray(values)
                .reshape('c', time, batch, width)
                .permute(1, 2, 0)
                .dup('f');
    }

    @Override
    public void step() {
        network.fit(data);
    }

    @Override
    public double loss() {
        return network.score(data) / time;
    }

    @Override
    public void close() {
        network.close();
    }
}
