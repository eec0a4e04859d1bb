package io.backflow.bench;

import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Sgd;
import java.util.Arrays;
import java.util.Collections;

/**
 * Backflow as a training subtask runs it: forward and backward, the update of the flat vector, and its copy to the
 * worker.
 */
final class BackflowTraining implements Training {

    private static final float[] NO_SLOTS = {};

    private final Network network;
    private final Minibatch batch;
    private final Gradients gradients;
    private final float[] parameters;
    private final Sgd optimizer = new Sgd();
    private long updates;

    BackflowTraining(Problem problem) {
        Workload w = problem.workload();
        ModelSpec spec = spec(w);
        network = new Network(spec, w.time(), w.batch());
        batch = minibatch(spec, problem);
        parameters = new float[problem.parameters()];
        gradients = new Gradients(parameters.length);
        for (int layer = 0; layer < w.layers(); layer++) {
            Problem.Layer values = problem.layers()[layer];
            put("layer" + layer + ".kernel", values.kernel());
            put("layer" + layer + ".recurrent_kernel", values.recurrent());
            put("layer" + layer + ".bias", values.bias());
        }
        put("head.kernel", problem.head().kernel());
        put("head.bias", problem.head().bias());
        network.load(parameters);
    }

    private static ModelSpec spec(Workload w) {
        LayerSpec layer = w.cell() == Cell.LSTM
                ? new LayerSpec.Lstm(w.hidden(), false, 0)
                : new LayerSpec.Gru(w.hidden(), true, 0);
        return new ModelSpec(
                new InputSpec.Features(w.input()),
                Collections.nCopies(w.layers(), layer),
                new HeadSpec(Workload.OUTPUTS, new LossSpec.Mse()));
    }

    private static Minibatch minibatch(ModelSpec spec, Problem problem) {
        Workload w = problem.workload();
        Minibatch batch = new Minibatch(spec, w.time(), w.batch());
        batch.reset(w.time(), w.batch());
        System.arraycopy(problem.inputs(), 0, batch.inputs(), 0, problem.inputs().length);
        System.arraycopy(problem.targets(), 0, batch.targets(), 0, problem.targets().length);
        Arrays.fill(batch.weights(), 1f);
        return batch;
    }

    private void put(String name, float[] values) {
        System.arraycopy(values, 0, parameters, network.layout().view(name).offset(), values.length);
    }

    @Override
    public void step() {
        gradients.clear();
        network.forwardBackward(batch, gradients);
        optimizer.update(parameters, gradients.values(), NO_SLOTS, updates++, Problem.RATE / gradients.weightSum());
        network.load(parameters);
    }

    @Override
    public double loss() {
        network.forward(batch);
        double sum = 0;
        int steps = batch.time() * batch.batch();
        for (int i = 0; i < steps; i++) {
            sum += network.outputs().stepLosses()[i];
        }
        return sum / steps;
    }

    @Override
    public void close() {
        network.close();
    }
}
