package io.backflow.lab.experiment.horizon;

import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.Clipping;
import io.backflow.model.optimizer.Schedule;
import java.util.Arrays;

/** A network with its parameters and Adam beside it: mean over the scored steps, clipped by a global norm of 1. */
final class TrainableNetwork implements AutoCloseable {

    private static final double CLIP = 1;
    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8);

    final ModelSpec spec;
    final Network network;
    final Minibatch batch;
    final Gradients gradients;
    final float[] parameters;

    private final float[] slots;
    private final Schedule schedule;
    private long updates;

    TrainableNetwork(ModelSpec spec, int time, int sequences, Schedule schedule, long seed) {
        this.spec = spec;
        this.schedule = schedule;
        network = new Network(spec, time, sequences);
        batch = new Minibatch(spec, time, sequences);
        parameters = Initialization.keras(spec, seed);
        gradients = new Gradients(parameters.length);
        slots = new float[ADAM.slotsPerParameter() * parameters.length];
        network.load(parameters);
    }

    /**
     * Fills the batch with the steps {@code [from, to)} from {@code state [B, S]}; losses count from {@code fresh} on.
     */
    void fill(Series series, int from, int to, int fresh, float[] state) {
        int n = series.sequences();
        batch.reset(to - from, n);
        for (int t = from; t < to; t++) {
            for (int b = 0; b < n; b++) {
                int at = (t - from) * n + b;
                batch.inputs()[at] = series.input(b, t);
                batch.targets()[at] = series.target(b, t);
                batch.weights()[at] = t < fresh ? 0 : series.weight(b, t);
            }
        }
        System.arraycopy(state, 0, batch.initialState(), 0, n * spec.stateSize());
    }

    /** Moves the parameters by what {@link #gradients} holds, and empties it. */
    void update() {
        float[] gradient = gradients.values();
        double divisor = gradients.weightSum();
        if (divisor > 0) {
            double norm = Math.sqrt(Clipping.squaredNorm(gradient)) / divisor;
            float scale = (float) (Clipping.scale(norm, CLIP) / divisor);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= scale;
            }
            ADAM.update(parameters, gradient, slots, updates, schedule.at(updates));
            network.load(parameters);
        }
        updates++;
        gradients.clear();
    }

    long updates() {
        return updates;
    }

    float[] finalState() {
        return Arrays.copyOf(network.outputs().finalState(), batch.batch() * spec.stateSize());
    }

    @Override
    public void close() {
        network.close();
    }
}
