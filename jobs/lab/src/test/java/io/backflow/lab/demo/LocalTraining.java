package io.backflow.lab.demo;

import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.Track;
import io.backflow.lab.forecast.TrackReplay;
import io.backflow.model.Gradients;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.Clipping;
import java.util.List;

/** The demo's recipe in one loop, without Flink and Kafka: what the whole design has to come to. */
final class LocalTraining implements AutoCloseable {

    /** The demo's network. */
    static final ModelSpec GRU_32 = new ModelSpec(
            new InputSpec.Features(Storms.CHANNELS),
            List.of(new LayerSpec.Gru(32, true, 0)),
            new HeadSpec(Storms.CHANNELS, new LossSpec.Mse()));

    private final TrackReplay replay;
    private final Scaling scaling;
    private final Network network;
    private final Minibatch batch;
    private final Gradients gradients;
    private final float[] parameters;
    private final float[] slots;
    private final int stateSize;
    private long updates;

    LocalTraining(ModelSpec spec, TrackReplay replay, Scaling scaling) {
        this.replay = replay;
        this.scaling = scaling;
        network = new Network(spec, replay.clock().window(), replay.order().sideBySide());
        batch = new Minibatch(spec, replay.clock().window(), replay.order().sideBySide());
        parameters = Initialization.keras(spec, replay.order().seed());
        gradients = new Gradients(parameters.length);
        slots = new float[Adam.DEFAULT.slotsPerParameter() * parameters.length];
        stateSize = spec.stateSize();
    }

    /** Trains on every storm once; returns the parameters, which the next epoch changes. */
    float[] epoch(int epoch) {
        for (List<Track> group : replay.groups(epoch)) {
            List<Track> tracks = scaling.applyLikeJob(group);
            float[][] states = new float[tracks.size()][stateSize];
            for (int from = 0;
                    fill(tracks, states, from);
                    from += replay.clock().window()) {
                gradients.clear();
                network.load(parameters);
                network.forwardBackward(batch, gradients);
                for (int b = 0; b < states.length; b++) {
                    System.arraycopy(network.outputs().finalState(), b * stateSize, states[b], 0, stateSize);
                }
                update();
            }
        }
        return parameters;
    }

    long updates() {
        return updates;
    }

    private boolean fill(List<Track> tracks, float[][] states, int from) {
        boolean any = false;
        batch.reset(replay.clock().window(), tracks.size());
        for (int b = 0; b < tracks.size(); b++) {
            float[][] track = tracks.get(b).rows();
            System.arraycopy(states[b], 0, batch.initialState(), b * stateSize, stateSize);
            for (int t = 0; t < replay.clock().window() && from + t + 1 < track.length; t++) {
                any = true;
                int at = t * tracks.size() + b;
                batch.weights()[at] = 1;
                for (int c = 0; c < Storms.CHANNELS; c++) {
                    batch.inputs()[at * Storms.CHANNELS + c] = track[from + t][c];
                    batch.targets()[at * Storms.CHANNELS + c] = track[from + t + 1][c] - track[from + t][c];
                }
            }
        }
        return any;
    }

    private void update() {
        float[] gradient = gradients.values();
        double norm = Math.sqrt(Clipping.squaredNorm(gradient)) / gradients.weightSum();
        float scale = (float) (Clipping.scale(norm, 1) / gradients.weightSum());
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
        Adam.DEFAULT.update(parameters, gradient, slots, updates, rate());
        updates++;
    }

    /** Cosine from 6e-3 to 2 % of it. */
    private double rate() {
        double done = (double) updates / replay.rounds();
        return 6e-3 * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * done)));
    }

    @Override
    public void close() {
        network.close();
    }
}
