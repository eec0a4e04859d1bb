package io.backflow.jobs.window;

import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import java.util.List;

/**
 * Steps in the stream's units, as rows of a minibatch in the network's.
 *
 * @param spec the network
 * @param scale how features are scaled
 * @param codec how targets are written
 */
public record BatchRow(ModelSpec spec, FeatureScale scale, TargetCodec codec) {

    /**
     * Writes row {@code b}: first {@code past}, which only updates the state, then {@code fresh}, which is trained.
     *
     * @param state before the first of them, {@code [S]}
     */
    void fill(Minibatch batch, int b, float[] state, List<Step> past, List<Step> fresh) {
        batch.lengths()[b] = past.size() + fresh.size();
        drawMasks(batch, b, past, fresh);
        System.arraycopy(state, 0, batch.initialState(), b * state.length, state.length);
        int t = 0;
        for (Step step : past) {
            input(batch, t++ * batch.batch() + b, step);
        }
        for (Step step : fresh) {
            int at = t++ * batch.batch() + b;
            input(batch, at, step);
            if (step.hasTarget()) {
                target(batch, at, step);
            }
        }
    }

    /**
     * Writes the inputs of row {@code b}: {@code past}, then {@code newest}; it has no targets, and draws no masks.
     *
     * @param state before the first of them, {@code [S]}
     */
    public void fill(Minibatch batch, int b, float[] state, List<Step> past, Step newest) {
        int length = past.size() + 1;
        batch.lengths()[b] = length;
        System.arraycopy(state, 0, batch.initialState(), b * state.length, state.length);
        for (int t = 0; t < length; t++) {
            input(batch, t * batch.batch() + b, t < length - 1 ? past.get(t) : newest);
        }
    }

    /** What is dropped of a step is its own, and the same wherever and whenever it is trained. */
    private static void drawMasks(Minibatch batch, int b, List<Step> past, List<Step> fresh) {
        if (batch.maskKeys().length == 0 || batch.lengths()[b] == 0) {
            return;
        }
        long sequence =
                StepHash.ofSequence((past.isEmpty() ? fresh : past).get(0).sequenceId());
        int t = 0;
        for (Step step : past) {
            batch.maskKeys()[t++ * batch.batch() + b] = maskKey(sequence, step);
        }
        for (Step step : fresh) {
            batch.maskKeys()[t++ * batch.batch() + b] = maskKey(sequence, step);
        }
    }

    /** A sequence that begins again counts its steps again, at another time. */
    private static long maskKey(long sequence, Step step) {
        return StepHash.of(sequence, step.step(), step.eventTime());
    }

    private void input(Minibatch batch, int at, Step step) {
        if (batch.tokens().length > 0) {
            batch.tokens()[at] = step.token();
            return;
        }
        int inputs = spec.input().width();
        for (int i = 0; i < inputs; i++) {
            batch.inputs()[at * inputs + i] = scale.normalise(step.features()[i], i);
        }
    }

    private void target(Minibatch batch, int at, Step step) {
        codec.encode(step, batch.targets(), at * spec.head().targetWidth());
        batch.weights()[at] = step.weight();
        if (batch.labels().length > 0) {
            batch.labels()[at] = step.label();
        }
    }
}
