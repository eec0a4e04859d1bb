package io.backflow.lab.experiment.horizon;

import io.backflow.model.horizon.BackwardSweep;
import java.util.ArrayList;
import java.util.List;

/** Stretches of {@code length} steps, fed in parts, each learnt from at its end as a whole. */
final class FullLearner implements Learner {

    private static final int BYTES_PER_STEP = 2 * Float.BYTES;

    private final TrainableNetwork network;
    private final Series series;
    private final int every;
    private final int length;
    private final BackwardSweep sweep;
    private final List<float[]> starts = new ArrayList<>();
    private final List<Integer> borders = new ArrayList<>();
    private float[] state;

    FullLearner(TrainableNetwork network, Series series, int every, int length) {
        this.network = network;
        this.series = series;
        this.every = every;
        this.length = length;
        sweep = new BackwardSweep(network.network, network.batch);
        state = new float[series.sequences() * network.spec.stateSize()];
    }

    @Override
    public void learn(int from, int to, Scores scores) {
        network.fill(series, from, to, from, state);
        network.network.forward(network.batch);
        Learner.report(network, to - from, scores);
        starts.add(state);
        borders.add(from);
        state = network.finalState();
        if (to - borders.get(0) >= length) {
            end(to);
        }
    }

    private void end(int to) {
        borders.add(to);
        int parts = starts.size();
        sweep.sweep(
                parts,
                (fromEnd, batch) -> {
                    int part = parts - 1 - fromEnd;
                    int from = borders.get(part);
                    network.fill(series, from, borders.get(part + 1), from, starts.get(part));
                },
                network.gradients);
        network.update();
        starts.clear();
        borders.clear();
        if (series.endsAfter(to - 1)) {
            reset();
        }
    }

    @Override
    public void reset() {
        starts.clear();
        borders.clear();
        state = new float[state.length];
    }

    @Override
    public long bytesPerSequence() {
        long parts = (length + every - 1) / every + 1L;
        return parts * Float.BYTES * network.spec.stateSize() + (long) length * BYTES_PER_STEP;
    }

    @Override
    public void close() {}
}
