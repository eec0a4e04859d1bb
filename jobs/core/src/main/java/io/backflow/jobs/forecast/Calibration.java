package io.backflow.jobs.forecast;

import io.backflow.model.head.Interval;

/**
 * Widens the intervals of a sequence's forecasts after a truth outside and narrows them after one inside, so that in
 * the long run the share inside is the level whatever the stream does: adaptive conformal inference (Gibbs and Candès,
 * 2021) on the logarithm of the width. After {@code n} truths the share inside differs from the level by
 * {@code |w| / (RATE n)}, with {@code w} the logarithm of the factor reached.
 */
final class Calibration {

    /** An interval becomes {@code RATE * level} wider by a miss, and {@code RATE * (1 - level)} narrower by a hit. */
    static final double RATE = 0.02;

    private static final float LARGEST = 10;

    private Calibration() {}

    /** The lower end for target {@code index}; as the head says where {@code widths} is empty. */
    static float lower(Interval of, float[] outputs, int at, int index, float... widths) {
        float lower = of.lower(outputs, at, index);
        return widths.length == 0 ? lower : end(lower, of.upper(outputs, at, index), widths[index]);
    }

    /** The upper end. */
    static float upper(Interval of, float[] outputs, int at, int index, float... widths) {
        float upper = of.upper(outputs, at, index);
        return widths.length == 0 ? upper : end(upper, of.lower(outputs, at, index), widths[index]);
    }

    private static float end(float end, float other, float width) {
        float middle = 0.5f * (end + other);
        return middle + (float) Math.exp(width) * (end - middle);
    }

    /** Takes note of whether the truth was inside an interval for {@code level}, for target {@code index}. */
    static void observe(LiveState live, int index, boolean inside, double level) {
        double moved = live.widths[index] + (inside ? RATE * (level - 1) : RATE * level);
        live.widths[index] = (float) Math.max(-LARGEST, Math.min(LARGEST, moved));
    }
}
