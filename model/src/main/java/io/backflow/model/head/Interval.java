package io.backflow.model.head;

import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The central interval around each target that the outputs of a head contain, in the head's units: between two
 * quantiles whose levels add up to 1, or between {@code mean - z s} and {@code mean + z s} of a normal distribution
 * with standard deviation {@code s}.
 */
public final class Interval {

    private static final double NORMAL_LEVEL = 0.8;
    private static final double SAME = 1e-9;

    private final double level;
    private final int targets;
    private final int lower;
    private final int upper;
    private final double z;

    private Interval(double level, int targets, int lower, int upper, double z) {
        this.level = level;
        this.targets = targets;
        this.lower = lower;
        this.upper = upper;
        this.z = z;
    }

    /**
     * The interval of {@code level}; null where the head has none.
     *
     * @param level the share of truths that it is to contain; null: that of the outermost two quantiles, or 0.8
     */
    public static @Nullable Interval of(HeadSpec head, @Nullable Double level) {
        if (head.loss() instanceof LossSpec.GaussianNll) {
            double chosen = level == null ? NORMAL_LEVEL : level;
            return new Interval(chosen, head.targetWidth(), 0, 0, normal(chosen));
        }
        if (head.loss() instanceof LossSpec.Quantile quantile) {
            return between(quantile.quantiles(), head.targetWidth(), level);
        }
        return null;
    }

    private static @Nullable Interval between(List<Double> quantiles, int targets, @Nullable Double level) {
        Interval widest = null;
        for (int i = 0; i < quantiles.size(); i++) {
            for (int j = 0; j < quantiles.size(); j++) {
                double found = quantiles.get(j) - quantiles.get(i);
                boolean central = Math.abs(quantiles.get(i) + quantiles.get(j) - 1) < SAME;
                boolean wanted = level == null ? found > SAME : Math.abs(found - level) < SAME;
                if (central && wanted && (widest == null || found > widest.level)) {
                    widest = new Interval(level == null ? rounded(found) : level, targets, i, j, 0);
                }
            }
        }
        return widest;
    }

    /** Without the last bits that a difference of decimals leaves. */
    private static double rounded(double level) {
        return Math.round(level / SAME) * SAME;
    }

    /** The share of truths that the interval is to contain. */
    public double level() {
        return level;
    }

    /** The lower end for target {@code index} of the outputs that begin at {@code at}. */
    public float lower(float[] outputs, int at, int index) {
        if (z > 0) {
            return outputs[at + index] - deviations(outputs, at, index);
        }
        return Math.min(quantile(outputs, at, index, lower), quantile(outputs, at, index, upper));
    }

    /** The upper end; below it where two quantiles have crossed, they are exchanged. */
    public float upper(float[] outputs, int at, int index) {
        if (z > 0) {
            return outputs[at + index] + deviations(outputs, at, index);
        }
        return Math.max(quantile(outputs, at, index, lower), quantile(outputs, at, index, upper));
    }

    private float quantile(float[] outputs, int at, int index, int quantile) {
        return outputs[at + quantile * targets + index];
    }

    private float deviations(float[] outputs, int at, int index) {
        return (float) (z * Math.exp(0.5 * outputs[at + targets + index]));
    }

    /** How many standard deviations from its mean a normal variable is at most in a share {@code level} of cases. */
    static double normal(double level) {
        double low = 0;
        double high = 8;
        while (high - low > 1e-12) {
            double middle = 0.5 * (low + high);
            if (within(middle) < level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** {@code 2 phi(z) (z + z^3 / 3 + z^5 / 15 + ...)}, with the normal density phi. */
    private static double within(double z) {
        double term = z;
        double sum = z;
        for (int i = 3; term > sum * 1e-17; i += 2) {
            term *= z * z / i;
            sum += term;
        }
        return 2 * sum * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    }
}
