package io.backflow.lab.experiment.horizon;

/** How many of a network's answers are right. Not thread-safe. */
final class Answers implements Learner.Scores {

    private final MemoryTask task;
    private long right;
    private long all;

    Answers(MemoryTask task) {
        this.task = task;
    }

    /** The number at {@code from}; of several numbers, which are those of classes, the class of the highest. */
    static float said(float[] outputs, int from, int units) {
        if (units == 1) {
            return outputs[from];
        }
        int best = 0;
        for (int unit = 1; unit < units; unit++) {
            best = outputs[from + unit] > outputs[from + best] ? unit : best;
        }
        return best;
    }

    @Override
    public void scored(float weight, float target, float output) {
        if (weight > 0 && task.counts(target)) {
            all++;
            right += task.right(target, output) ? 1 : 0;
        }
    }

    /** The share that is right. */
    double accuracy() {
        return (double) right / all;
    }
}
