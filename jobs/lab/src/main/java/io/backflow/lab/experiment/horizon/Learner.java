package io.backflow.lab.experiment.horizon;

import io.backflow.model.horizon.OnlineMethod;

/** Feeds a series to a network window by window and learns from it over one horizon. */
sealed interface Learner extends AutoCloseable permits TruncatedLearner, ResettingLearner, FullLearner, OnlineLearner {

    /** Hears what the network said of a step before it learnt from it. */
    @FunctionalInterface
    interface Scores {
        void scored(float weight, float target, float output);
    }

    static Learner of(HorizonVariant mode, TrainableNetwork trainee, Series series, int length) {
        return switch (mode.kind()) {
            case TRUNCATED -> new TruncatedLearner(trainee, series, mode.every(), mode.back());
            case RESET -> new ResettingLearner(new TruncatedLearner(trainee, series, mode.every(), mode.back()));
            case FULL -> new FullLearner(trainee, series, mode.every(), length);
            case RTRL -> new OnlineLearner(trainee, series, OnlineMethod.RTRL);
            case SNAP1 -> new OnlineLearner(trainee, series, OnlineMethod.SNAP1);
        };
    }

    /** Takes the steps {@code [from, to)} of every sequence, which follow those taken last. */
    void learn(int from, int to, Scores scores);

    /** Starts every sequence afresh. */
    void reset();

    /** Bytes kept of a sequence between its windows: states, past steps, influence. */
    long bytesPerSequence();

    /** Tells what the network said in its last pass of the batch's last {@code fresh} steps. */
    static void tell(TrainableNetwork trainee, int fresh, Scores scores) {
        int n = trainee.batch.batch();
        for (int at = (trainee.batch.time() - fresh) * n; at < trainee.batch.time() * n; at++) {
            scores.scored(
                    trainee.batch.weights()[at],
                    trainee.batch.targets()[at],
                    trainee.network.outputs().predictions()[at]);
        }
    }

    @Override
    void close();
}
