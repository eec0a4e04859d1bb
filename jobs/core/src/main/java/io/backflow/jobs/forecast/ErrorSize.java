package io.backflow.jobs.forecast;

import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.head.Interval;
import org.jspecify.annotations.Nullable;

/**
 * How far a forecast was off, as one number at least 0.
 *
 * <p>Where the forecast has an interval, the distance between the truth and the middle of the interval, in half widths
 * of it; where it is numbers without interval, the distance in the network's units; each a mean over the targets that
 * are known. Otherwise, as with classes, the loss: minus the logarithm of the probability that the truth was given.
 */
final class ErrorSize {

    /** A narrower interval counts as this wide on each side, in the network's units. */
    private static final float NARROWEST = 1e-3f;

    private final @Nullable Interval interval;
    private final boolean points;

    /** @param interval of the head; null: it has none */
    ErrorSize(HeadSpec head, @Nullable Interval interval) {
        this.interval = interval;
        points = head.loss() instanceof LossSpec.Mse || head.loss() instanceof LossSpec.Huber;
    }

    /**
     * That of the outputs from index {@code at} on.
     *
     * @param target in the network's units, NaN where it is not known
     * @param loss of the outputs
     */
    double of(float[] outputs, int at, float[] target, float loss) {
        if (interval == null && !points) {
            return Math.max(0, loss);
        }
        double sum = 0;
        int known = 0;
        for (int i = 0; i < target.length; i++) {
            if (!Float.isNaN(target[i])) {
                sum += interval == null
                        ? Math.abs(outputs[at + i] - target[i])
                        : relative(interval, outputs, at, i, target[i]);
                known++;
            }
        }
        return known == 0 ? 0 : sum / known;
    }

    private static double relative(Interval interval, float[] outputs, int at, int i, float target) {
        double lower = interval.lower(outputs, at, i);
        double upper = interval.upper(outputs, at, i);
        return Math.abs(target - 0.5 * (lower + upper)) / Math.max(NARROWEST, 0.5 * (upper - lower));
    }
}
