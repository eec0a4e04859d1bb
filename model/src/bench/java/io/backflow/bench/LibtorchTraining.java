package io.backflow.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * libtorch as a PyTorch user runs it: {@code torch::lstm} or {@code torch::gru} over the whole window, a linear head,
 * the mean squared error, autograd, and an in-place update. Nothing but handles crosses into the JVM; the learning rate
 * is the cotangent of the loss, so that the update is a single subtraction.
 *
 * <p>PyTorch's LSTM has two biases where the others have one; here the second is zero and not trained.
 */
final class LibtorchTraining implements Training {

    private final Engine engine = Engine.getEngine("PyTorch");
    private final Cell cell;
    private final int layers;
    private final NDManager manager = engine.newBaseManager();
    private final NDArray inputs;
    private final NDArray targets;
    private final NDArray state;
    private final NDArray rate;
    private final NDList recurrent = new NDList();
    private final NDArray headWeight;
    private final NDArray headBias;
    private final List<PtNDArray> trained = new ArrayList<>();

    LibtorchTraining(Problem problem) {
        Workload w = problem.workload();
        cell = w.cell();
        layers = w.layers();
        inputs = manager.create(problem.inputs(), new Shape(w.time(), w.batch(), w.input()));
        targets = manager.create(problem.targets(), new Shape(w.time(), w.batch(), Workload.OUTPUTS));
        state = manager.zeros(new Shape(layers, w.batch(), w.hidden()));
        rate = manager.create(Problem.RATE);
        for (Problem.Layer layer : problem.layers()) {
            addLayer(layer, w.hidden());
        }
        headWeight = trained(
                Problem.transpose(problem.head().kernel(), Workload.OUTPUTS), new Shape(Workload.OUTPUTS, w.hidden()));
        headBias = trained(problem.head().bias(), new Shape(Workload.OUTPUTS));
    }

    /** PyTorch's order: weight_ih, weight_hh, bias_ih, bias_hh; gates i, f, g, o or r, z, n; kernels transposed. */
    private void addLayer(Problem.Layer layer, int hidden) {
        int[] order = cell == Cell.LSTM ? new int[] {0, 1, 2, 3} : new int[] {1, 0, 2};
        int columns = order.length * hidden;
        recurrent.add(kernel(layer.kernel(), hidden, order));
        recurrent.add(kernel(layer.recurrent(), hidden, order));
        float[] biases = Problem.reorder(layer.bias(), hidden, order);
        Shape shape = new Shape(columns);
        recurrent.add(trained(Arrays.copyOf(biases, columns), shape));
        recurrent.add(
                cell.biases == 2
                        ? trained(Arrays.copyOfRange(biases, columns, 2 * columns), shape)
                        : manager.zeros(shape));
    }

    private NDArray kernel(float[] keras, int hidden, int... order) {
        int columns = order.length * hidden;
        float[] torch = Problem.transpose(Problem.reorder(keras, hidden, order), columns);
        return trained(torch, new Shape(columns, keras.length / columns));
    }

    private NDArray trained(float[] values, Shape shape) {
        NDArray array = manager.create(values, shape);
        array.setRequiresGradient(true);
        trained.add((PtNDArray) array);
        return array;
    }

    @Override
    public void step() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            try (GradientCollector collector = engine.newGradientCollector()) {
                JniUtils.backward((PtNDArray) meanSquaredError(), (PtNDArray) rate, false, false);
            }
            for (PtNDArray parameter : trained) {
                parameter.subi(parameter.getGradient());
                JniUtils.zeroGrad(parameter);
            }
        }
    }

    @Override
    public double loss() {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return meanSquaredError().getFloat();
        }
    }

    private NDArray meanSquaredError() {
        NDArray top = recurrence().get(0);
        NDArray outputs =
                top.getNDArrayInternal().linear(top, headWeight, headBias).singletonOrThrow();
        return outputs.sub(targets).square().mean();
    }

    private NDList recurrence() {
        var ops = inputs.getNDArrayInternal();
        return cell == Cell.LSTM
                ? ops.lstm(inputs, new NDList(state, state), recurrent, true, layers, 0, true, false, false)
                : ops.gru(inputs, state, recurrent, true, layers, 0, true, false, false);
    }

    @Override
    public void close() {
        manager.close();
    }
}
