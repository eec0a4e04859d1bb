package io.backflow.lab.experiment.horizon;

import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;

/** Delayed echo. */
record EchoTask(int delay) implements MemoryTask {

    private static final int LENGTH = 40;

    @Override
    public String name() {
        return "delayed echo d=" + delay;
    }

    @Override
    public int length() {
        return LENGTH;
    }

    @Override
    public Series series(boolean ends, long seed) {
        return new DelayedEcho(SEQUENCES, delay, ends ? LENGTH : 0, seed);
    }

    @Override
    public HeadSpec head() {
        return new HeadSpec(1, new LossSpec.BinaryCrossEntropy());
    }

    @Override
    public boolean right(float target, float output) {
        return output > 0 == target > 0.5f;
    }
}
