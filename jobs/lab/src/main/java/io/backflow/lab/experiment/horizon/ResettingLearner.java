package io.backflow.lab.experiment.horizon;

/** Forgets the state before each window. */
final class ResettingLearner implements Learner {

    private final Learner learner;

    ResettingLearner(Learner learner) {
        this.learner = learner;
    }

    @Override
    public void learn(int from, int to, Scores scores) {
        learner.reset();
        learner.learn(from, to, scores);
    }

    @Override
    public void reset() {
        learner.reset();
    }

    @Override
    public long bytesPerSequence() {
        return 0;
    }

    @Override
    public void close() {
        learner.close();
    }
}
