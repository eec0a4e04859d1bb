package io.backflow.lab.experiment.horizon;

import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Clipping;
import java.util.Arrays;

/** A network with its parameters and what moves them: mean over the scored steps, clipped by the global norm. */
final class TrainableNetwork implements AutoCloseable {

    final ModelSpec spec;
    final Network network;
    final Minibatch batch;
    final Gradients gradients;
    final float[] parameters;

    private final float[] slots;
    private final UpdateRule rule;
    private long updates;

    /** Updates that had a gradient. */
    private long steps;

    TrainableNetwork(ModelSpec spec, int time, int sequences, UpdateRule rule, long seed) {
        this.spec = spec;
        this.rule = rule;
        network = new Network(spec, time, sequences);
        batch = new Minibatch(spec, time, sequences);
        parameters = Initialization.keras(spec, seed);
        gradients = new Gradients(parameters.length);
        slots = new float[rule.rule().slotsPerParameter() * parameters.length];
        network.load(parameters);
    }

    /**
     * Fills the batch with the steps {@code [from, to)} from {@code state [B, S]}; losses count from {@code fresh} on.
     */
    void fill(Series series, int from, int to, int fresh, float[] state) {
        int n = series.sequences();
        int width = series.width();
        batch.reset(to - from, n);
        for (int t = from; t < to; t++) {
            for (int b = 0; b < n; b++) {
                int at = (t - from) * n + b;
                for (int column = 0; column < width; column++) {
                    batch.inputs()[at * width + column] = series.input(b, t, column);
                }
                target(at, series.target(b, t));
                batch.weights()[at] = t < fresh ? 0 : series.weight(b, t);
            }
        }
        System.arraycopy(state, 0, batch.initialState(), 0, n * spec.stateSize());
    }

    private void target(int at, float value) {
        if (batch.labels().length > 0) {
            batch.labels()[at] = (int) value;
        } else {
            batch.targets()[at] = value;
        }
    }

    /** What the network said of step {@code at} in its last pass: a number, or of classes the one with the most. */
    float said(int at) {
        return Answers.said(
                network.outputs().predictions(),
                at * spec.head().units(),
                spec.head().units());
    }

    /** Moves the parameters by what {@link #gradients} holds, and empties it. */
    void update() {
        float[] gradient = gradients.values();
        double divisor = gradients.weightSum();
        if (divisor > 0) {
            double norm = Math.sqrt(Clipping.squaredNorm(gradient)) / divisor;
            float scale = (float) (Clipping.scale(norm, rule.clip()) / divisor);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= scale;
            }
            rule.rule()
                    .update(parameters, gradient, slots, steps, rule.schedule().at(steps));
            steps++;
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
