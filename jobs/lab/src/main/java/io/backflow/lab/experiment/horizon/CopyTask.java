package io.backflow.lab.experiment.horizon;

import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;

/** The copy task. What is counted are the symbols that are to be repeated. */
record CopyTask(int symbols, int delay) implements MemoryTask {

    @Override
    public String name() {
        return "copy " + symbols + " after " + delay;
    }

    @Override
    public int length() {
        return 2 * symbols + delay;
    }

    @Override
    public Series series(boolean ends, long seed) {
        return new SymbolCopy(SEQUENCES, symbols, delay, ends, seed);
    }

    @Override
    public HeadSpec head() {
        return new HeadSpec(SymbolCopy.ALPHABET + 1, new LossSpec.CrossEntropy());
    }

    @Override
    public boolean counts(float target) {
        return target < SymbolCopy.ALPHABET;
    }

    @Override
    public boolean right(float target, float output) {
        return target == output;
    }
}
