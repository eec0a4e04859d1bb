package io.backflow.lab.experiment.horizon;

import io.backflow.model.horizon.OnlineMethod;

/** Feeds a series to a network window by window and learns from it over one horizon. */
sealed interface Learner extends AutoCloseable
        permits ForwardLearner, TruncatedLearner, ResettingLearner, FullLearner, OnlineLearner {

    /**
     * Receives the network's prediction of a step, made before the step was trained: a number, or of a head of classes
     * that of the highest output.
     */
    @FunctionalInterface
    interface Scores {
        void scored(float weight, float target, float output);
    }

    static Learner of(HorizonVariant variant, TrainableNetwork network, Series series, int length) {
        return switch (variant.kind()) {
            case FORWARD -> new ForwardLearner(network, series);
            case TRUNCATED -> new TruncatedLearner(network, series, variant.every(), variant.back());
            case RESET -> new ResettingLearner(new TruncatedLearner(network, series, variant.every(), variant.back()));
            case FULL -> new FullLearner(network, series, variant.every(), length);
            case RTRL -> new OnlineLearner(network, series, OnlineMethod.RTRL);
            case SNAP1 -> new OnlineLearner(network, series, OnlineMethod.SNAP1);
        };
    }

    /** Takes the steps {@code [from, to)} of every sequence, which follow those taken last. */
    void learn(int from, int to, Scores scores);

    /** Starts every sequence afresh. */
    void reset();

    /** Bytes kept of a sequence between its windows: states, past steps, influence. */
    long bytesPerSequence();

    /** Passes on the network's predictions, in its last pass, of the batch's last {@code fresh} steps. */
    static void report(TrainableNetwork network, int fresh, Scores scores) {
        int n = network.batch.batch();
        for (int at = (network.batch.time() - fresh) * n; at < network.batch.time() * n; at++) {
            float target = network.batch.labels().length > 0
                    ? network.batch.labels()[at]
                    : network.batch.targets()[at];
            scores.scored(network.batch.weights()[at], target, network.said(at));
        }
    }

    @Override
    void close();
}
