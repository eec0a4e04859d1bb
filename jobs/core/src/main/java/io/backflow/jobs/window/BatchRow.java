package io.backflow.jobs.window;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.JobScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepContext;
import io.backflow.jobs.sequence.StepHash;
import io.backflow.model.InputSpec;
import io.backflow.model.InputSpec.Missing;
import io.backflow.model.Minibatch;
import io.backflow.model.MinibatchRow;
import io.backflow.model.ModelSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps in the stream's units, as rows of a minibatch in the network's.
 *
 * @param spec the network
 * @param scale how features are scaled that have no scale of their own
 * @param codec how targets are written
 * @param times what the network sees of times
 */
public record BatchRow(ModelSpec spec, JobScale scale, TargetCodec codec, TimeInputs times) {

    /** With the times that {@code spec} names. */
    public BatchRow(ModelSpec spec, JobScale scale, TargetCodec codec) {
        this(spec, scale, codec, TimeInputs.of(spec.input()));
    }

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
            if (codec.comparable(step)) {
                target(batch, at, step);
            }
        }
    }

    /**
     * The row of {@code steps}, one or more, all of which are trained.
     *
     * @param state before the first of them, {@code [S]}
     */
    MinibatchRow row(float[] state, List<Step> steps) {
        Minibatch one = new Minibatch(spec, steps.size(), 1);
        one.reset(steps.size(), 1);
        fill(one, 0, state, List.of(), steps);
        return one.only();
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

    /**
     * Writes row {@code b} of a single time: what a network said of the next step, in its own units, as that step.
     *
     * @param said all features of that step, from index {@code at} on
     * @param newest the newest step that has come
     * @param steps how many steps after it that step is
     */
    public void fillForecast(Minibatch batch, int b, float[] said, int at, Step newest, int steps) {
        InputSpec.Features input = (InputSpec.Features) spec.input();
        int from = b * input.width();
        System.arraycopy(said, at, batch.inputs(), from, input.size());
        mask(batch.inputs(), from + input.size(), null, input);
        times.writeLater(newest, steps, batch.inputs(), from + input.timeFrom());
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
        InputSpec.Features input = (InputSpec.Features) spec.input();
        FeatureScale own = step.scale(scale);
        int from = at * input.width();
        own.inputs(step.features(), input.size(), batch.inputs(), from);
        mask(batch.inputs(), from + input.size(), step.context(), input);
        times.write(step, batch.inputs(), from + input.timeFrom());
    }

    /** Writes, for each masked feature, whether it came with the step, and the logarithm of 1 more than its age. */
    private static void mask(float[] inputs, int from, @Nullable StepContext context, InputSpec.Features input) {
        float[] age = context == null ? null : context.age();
        int at = from;
        for (int i = 0; input.masked() > 0 && i < input.size(); i++) {
            if (input.missing(i) == Missing.MASK) {
                inputs[at] = age == null || age[i] == 0 ? 1 : 0;
                inputs[at + 1] = age == null ? 0 : (float) Math.log1p(age[i]);
                at += InputSpec.Features.MASK_INPUTS;
            }
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
