package io.backflow.model.oracle;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.network.Network;
import java.util.Arrays;

/** A network and one batch of it, filled from time-major arrays. */
final class NetworkRun implements AutoCloseable {

    final Network network;
    final Minibatch batch;
    final Gradients gradients;

    NetworkRun(ModelSpec spec, float[] parameters, int time, int batch) {
        network = new Network(spec, time, batch);
        network.load(parameters);
        this.batch = new Minibatch(spec, time, batch);
        gradients = new Gradients(ParameterLayout.of(spec).size());
    }

    /** An empty batch, every step of weight 1. */
    NetworkRun reset(int time, int windows) {
        batch.reset(time, windows);
        Arrays.fill(batch.weights(), 0, time * windows, 1f);
        gradients.clear();
        return this;
    }

    NetworkRun inputs(Tensor timeMajor) {
        return copy(timeMajor, batch.inputs());
    }

    NetworkRun targets(Tensor timeMajor) {
        return copy(timeMajor, batch.targets());
    }

    NetworkRun weights(Tensor timeMajor) {
        return copy(timeMajor, batch.weights());
    }

    NetworkRun state(float[] rows) {
        System.arraycopy(rows, 0, batch.initialState(), 0, rows.length);
        return this;
    }

    NetworkRun tokens(Tensor timeMajor) {
        return whole(timeMajor, batch.tokens());
    }

    NetworkRun labels(Tensor timeMajor) {
        return whole(timeMajor, batch.labels());
    }

    private NetworkRun copy(Tensor from, float[] into) {
        System.arraycopy(from.floats(), 0, into, 0, from.data().length);
        return this;
    }

    private NetworkRun whole(Tensor from, int[] into) {
        for (int i = 0; i < from.data().length; i++) {
            into[i] = (int) from.data()[i];
        }
        return this;
    }

    /** A copy of the final state, which the next pass would overwrite. */
    float[] finalState() {
        return Arrays.copyOf(
                network.outputs().finalState(), batch.batch() * network.spec().stateSize());
    }

    @Override
    public void close() {
        network.close();
    }
}
