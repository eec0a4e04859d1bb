package io.backflow.lab.experiment.horizon;

/** Learns nothing: a plain forward pass over each window, the measure of what learning costs. */
final class ForwardLearner implements Learner {

    private final TrainableNetwork network;
    private final Series series;
    private float[] state;

    ForwardLearner(TrainableNetwork network, Series series) {
        this.network = network;
        this.series = series;
        state = new float[series.sequences() * network.spec.stateSize()];
    }

    @Override
    public void learn(int from, int to, Scores scores) {
        network.fill(series, from, to, from, state);
        network.network.forward(network.batch);
        Learner.report(network, to - from, scores);
        state = network.finalState();
    }

    @Override
    public void reset() {
        state = new float[state.length];
    }

    @Override
    public long bytesPerSequence() {
        return (long) Float.BYTES * network.spec.stateSize();
    }

    @Override
    public void close() {}
}
