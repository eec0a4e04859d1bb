package io.backflow.lab.forecast;

import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.List;

/**
 * Runs a network over whole tracks, all side by side, each from a zero state: its output after each step is the change
 * until the next row. Not thread-safe.
 */
public final class NetworkForecaster implements Forecaster, AutoCloseable {

    private final List<Track> tracks;
    private final Network network;
    private final Minibatch batch;

    /** A network for {@code tracks}, which have as many channels as {@code spec} has features. */
    public NetworkForecaster(ModelSpec spec, List<Track> tracks) {
        this.tracks = List.copyOf(tracks);
        int longest = tracks.stream().mapToInt(Track::length).max().orElseThrow();
        network = new Network(spec, longest, tracks.size());
        batch = new Minibatch(spec, longest, tracks.size());
        batch.reset(longest, tracks.size());
        for (int b = 0; b < tracks.size(); b++) {
            fill(b, tracks.get(b));
        }
    }

    /** The error of the network with {@code parameters}, with which it forecasts from here on. */
    public double error(float[] parameters) {
        network.load(parameters);
        network.forward(batch);
        return ForecastError.of(this, tracks).mse();
    }

    @Override
    public float[] next(int track, int step) {
        float[] next = tracks.get(track).rows()[step].clone();
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

    private void fill(int b, Track track) {
        int width = track.width();
        batch.lengths()[b] = track.length();
        for (int t = 0; t < track.length(); t++) {
            System.arraycopy(track.rows()[t], 0, batch.inputs(), (t * batch.batch() + b) * width, width);
        }
    }
}
