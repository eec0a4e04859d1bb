package io.backflow.lab.experiment.sync;

import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.util.List;

/** Mean squared error of a network that says how each row of some tracks differs from the next. */
final class TrackLoss {

    /** Steps of a track that only set the state going. */
    private static final int UNCOUNTED = 8;

    private TrackLoss() {}

    static double of(ModelSpec spec, float[] parameters, List<Track> tracks) {
        int longest = tracks.stream().mapToInt(Track::length).max().orElseThrow();
        Minibatch batch = new Minibatch(spec, longest, tracks.size());
        batch.reset(longest, tracks.size());
        int width = spec.input().width();
        for (int b = 0; b < tracks.size(); b++) {
            float[][] rows = tracks.get(b).rows();
            batch.lengths()[b] = rows.length;
            for (int t = 0; t < rows.length; t++) {
                System.arraycopy(rows[t], 0, batch.inputs(), (t * tracks.size() + b) * width, width);
            }
        }
        try (Network network = new Network(spec, longest, tracks.size())) {
            network.load(parameters);
            network.forward(batch);
            return error(network.outputs().predictions(), tracks, width);
        }
    }

    private static double error(float[] changes, List<Track> tracks, int width) {
        double sum = 0;
        long count = 0;
        for (int b = 0; b < tracks.size(); b++) {
            float[][] rows = tracks.get(b).rows();
            for (int t = UNCOUNTED; t < rows.length - 1; t++) {
                for (int c = 0; c < width; c++) {
                    double said = (double) rows[t][c] + changes[(t * tracks.size() + b) * width + c];
                    sum += (said - rows[t + 1][c]) * (said - rows[t + 1][c]);
                    count++;
                }
            }
        }
        return sum / count;
    }
}
