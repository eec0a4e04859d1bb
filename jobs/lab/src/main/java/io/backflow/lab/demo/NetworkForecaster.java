package io.backflow.lab.demo;

import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.List;

/**
 * Runs a network over whole tracks, all side by side, each from a zero state: what it says after each step is the
 * change until the next row. Not thread-safe.
 */
final class NetworkForecaster implements Forecaster, AutoCloseable {

    private final List<float[][]> tracks;
    private final Network network;
    private final Minibatch batch;

    NetworkForecaster(ModelSpec spec, List<float[][]> tracks) {
        this.tracks = tracks;
        int longest = tracks.stream().mapToInt(track -> track.length).max().orElseThrow();
        network = new Network(spec, longest, tracks.size());
        batch = new Minibatch(spec, longest, tracks.size());
        batch.reset(longest, tracks.size());
        for (int b = 0; b < tracks.size(); b++) {
            fill(b, tracks.get(b));
        }
    }

    /** Forecasts with {@code parameters} from here on. */
    void run(float[] parameters) {
        network.load(parameters);
        network.forward(batch);
    }

    @Override
    public float[] next(int track, int step) {
        float[] next = tracks.get(track)[step].clone();
        float[] changes = network.outputs().predictions();
        int at = (step * batch.batch() + track) * next.length;
        for (int c = 0; c < next.length; c++) {
            next[c] += changes[at + c];
        }
        return next;
    }

    @Override
    public void close() {
        network.close();
    }

    private void fill(int b, float[][] track) {
        batch.lengths()[b] = track.length;
        for (int t = 0; t < track.length; t++) {
            System.arraycopy(track[t], 0, batch.inputs(), (t * batch.batch() + b) * Storm.CHANNELS, Storm.CHANNELS);
        }
    }
}
