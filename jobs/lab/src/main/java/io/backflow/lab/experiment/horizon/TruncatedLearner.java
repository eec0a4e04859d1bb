package io.backflow.lab.experiment.horizon;

import io.backflow.model.horizon.Overlap;
import java.util.Arrays;

/** Windows of {@code every} new steps, gradients {@code back} steps long; the state is carried. */
final class TruncatedLearner implements Learner {

    private static final int BYTES_PER_STEP = 2 * Float.BYTES;

    private final TrainableNetwork network;
    private final Series series;
    private final Overlap overlap;
    private final float[] state;
    private final int[] advance;
    private int past;

    TruncatedLearner(TrainableNetwork network, Series series, int every, int back) {
        this.network = network;
        this.series = series;
        overlap = new Overlap(every, back);
        state = new float[series.sequences() * network.spec.stateSize()];
        advance = new int[series.sequences()];
    }

    @Override
    public void learn(int from, int to, Scores scores) {
        network.fill(series, from - past, to, from, state);
        Arrays.fill(advance, overlap.advance(past, to - from));
        network.network.forwardBackward(network.batch, network.gradients, advance, state);
        Learner.report(network, to - from, scores);
        past = overlap.kept(past, to - from);
        network.update();
    }

    @Override
    public void reset() {
        Arrays.fill(state, 0f);
        past = 0;
    }

    @Override
    public long bytesPerSequence() {
        return (long) Float.BYTES * network.spec.stateSize() + (long) overlap.past() * BYTES_PER_STEP;
    }

    @Override
    public void close() {}
}
