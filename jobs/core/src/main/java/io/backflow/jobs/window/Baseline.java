package io.backflow.jobs.window;

import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.Arrays;
import java.util.List;

/**
 * The prediction that costs nothing: persistence for numbers, the frequency of each class for labels. No model is worth
 * running that loses to it. Class frequencies count what this worker has seen; they go
 * into checkpoints.
 */
public final class Baseline {

    private final HeadSpec head;
    private final TargetCodec codec;
    private final float[] target;
    private final float[] guess;
    private final long[] seen;
    private long total;

    public Baseline(HeadSpec head, TargetCodec codec) {
        this.head = head;
        this.codec = codec;
        target = new float[head.targetWidth()];
        guess = new float[head.targetWidth()];
        seen = new long[head.loss() instanceof LossSpec.CrossEntropy ? head.units() : 0];
    }

    /**
     * The baseline's loss at {@code step}, before it has seen the step's target; NaN where it has none for this head.
     */
    float loss(SequenceState sequence, Step step) {
        return loss(sequence.lastTarget, step);
    }

    /**
     * As {@link #loss(SequenceState, Step)}.
     *
     * @param last the sequence's last target that came true; empty before the first
     */
    public float loss(float[] last, Step step) {
        if (head.loss() instanceof LossSpec.CrossEntropy) {
            return (float) -Math.log((seen[step.label()] + 1.0) / (total + seen.length));
        }
        codec.persistence(last, step, guess);
        codec.encode(step, target, 0);
        double sum = 0;
        int known = 0;
        for (int i = 0; i < target.length; i++) {
            if (!Float.isNaN(target[i])) {
                sum += pointLoss(target[i] - guess[i]);
                known++;
            }
        }
        return (float) (sum / Math.max(1, known));
    }

    /** How often each class was seen; empty where there are none. */
    public long[] counts() {
        return seen.clone();
    }

    /** Goes on from the {@code counts} of a former session. */
    public void resume(long[] counts) {
        System.arraycopy(counts, 0, seen, 0, seen.length);
        total = Arrays.stream(seen).sum();
    }

    /** The baseline's prediction of the step last passed to {@link #loss}, in the stream's units. */
    public float[] guess(Step step) {
        return codec.restore(guess, step);
    }

    /** Whether {@link #guess} is a vector to show. */
    public boolean hasGuess() {
        return guess.length > 0;
    }

    /** Learns what came true. */
    void observe(SequenceState sequence, Step step) {
        float[] value = step.target();
        if (value != null) {
            sequence.lastTarget = value;
        } else {
            observe(step);
        }
    }

    /** Learns the class that came true, where the head has classes. */
    public void observe(Step step) {
        if (seen.length > 0) {
            seen[step.label()]++;
            total++;
        }
    }

    private double pointLoss(double error) {
        LossSpec loss = head.loss();
        if (loss instanceof LossSpec.Mse) {
            return error * error;
        }
        if (loss instanceof LossSpec.Huber huber) {
            double size = Math.abs(error);
            return size <= huber.delta() ? 0.5 * error * error : huber.delta() * (size - 0.5 * huber.delta());
        }
        if (loss instanceof LossSpec.Quantile quantile) {
            return pinball(quantile.quantiles(), error);
        }
        return Double.NaN;
    }

    private static double pinball(List<Double> quantiles, double error) {
        return quantiles.stream()
                .mapToDouble(q -> Math.max(q * error, (q - 1) * error))
                .average()
                .orElse(Double.NaN);
    }
}
