package io.backflow.lab.experiment.horizon;

import io.backflow.model.horizon.OnlineCredit;
import io.backflow.model.horizon.OnlineMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Forward-mode gradients: every window's loss reaches all of the past, through the influence that is carried along. */
final class OnlineLearner implements Learner {

    private final TrainableNetwork network;
    private final Series series;
    private final OnlineCredit credit;
    private final List<float[]> influences = new ArrayList<>();
    private float[] state;

    OnlineLearner(TrainableNetwork network, Series series, OnlineMethod method) {
        this.network = network;
        this.series = series;
        credit = new OnlineCredit(network.spec, method, series.sequences());
        credit.load(network.parameters);
        for (int b = 0; b < series.sequences(); b++) {
            influences.add(new float[credit.influenceSize()]);
        }
        state = new float[series.sequences() * network.spec.stateSize()];
    }

    @Override
    public void learn(int from, int to, Scores scores) {
        network.fill(series, from, to, from, state);
        credit.train(network.network, network.batch, influences, network.gradients);
        Learner.report(network, to - from, scores);
        state = network.finalState();
        network.update();
        credit.load(network.parameters);
    }

    @Override
    public void reset() {
        Arrays.fill(state, 0f);
        influences.forEach(influence -> Arrays.fill(influence, 0f));
    }

    @Override
    public long bytesPerSequence() {
        return (long) Float.BYTES * (network.spec.stateSize() + credit.influenceSize());
    }

    @Override
    public void close() {
        credit.close();
    }
}
