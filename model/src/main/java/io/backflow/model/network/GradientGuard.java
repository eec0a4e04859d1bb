package io.backflow.model.network;

import io.backflow.model.Minibatch;
import io.backflow.model.cell.Span;
import java.util.Arrays;

/**
 * Keeps the gradient of one window from distorting those of the others in a minibatch.
 *
 * <p>Nothing is done while the gradient of the whole minibatch is no longer than c for each step of its shortest
 * window. Where it is longer, or not finite, each window is judged by an upper bound of its norm, which needs no
 * gradient of its own: by Cauchy and Schwarz no window adds more to a kernel's gradient than the root of the sum of
 * squares of its inputs times that of its cotangents. Divided by the window's steps this is N. The limit c is raised to
 * {@value #TIMES_MEDIAN} times the lower median of N where two windows or more have a gradient. A window counts in full
 * where N is at most the limit, and else {@code (limit / N)^2} times, so that its share falls the further it is out:
 * what a window of 1000 c adds is at most c / 1000. A window whose factor is below {@value #LEAST}, or whose N is not
 * finite, is left out.
 */
public final class GradientGuard {

    /** Of the windows of a healthy minibatch few are as far above their median. */
    private static final double TIMES_MEDIAN = 10;

    private static final float LEAST = 1e-12f;

    private final double[] norms;
    private final double[] steps;
    private final double[] sorted;
    private final float[] factors;
    private double limit = Double.POSITIVE_INFINITY;
    private double bound;

    GradientGuard(int batchCapacity) {
        norms = new double[batchCapacity];
        steps = new double[batchCapacity];
        sorted = new double[batchCapacity];
        factors = new float[batchCapacity];
    }

    /** Sets the norm, for each step, up to which a window counts in full whatever the others do; infinite at first. */
    public void limit(double limit) {
        this.limit = limit;
    }

    /** How often window {@code b} counted in the last backward pass: 1, less, or 0. */
    public float factor(int b) {
        return factors[b];
    }

    /** How often window {@code b} would count with a part of gradient whose norm is {@code norm}. */
    public float factorOf(int b, double norm) {
        double mean = norm / steps[b];
        if (!Double.isFinite(mean)) {
            return 0f;
        }
        if (mean <= bound) {
            return 1f;
        }
        double share = bound / mean;
        float factor = (float) (share * share);
        return factor < LEAST ? 0f : factor;
    }

    /** Notes that a part of window {@code b}'s gradient counted {@code factor} times. */
    public void lower(int b, float factor) {
        factors[b] = Math.min(factors[b], factor);
    }

    /** {@code [B]}: how often each window counts. */
    float[] factors() {
        return factors;
    }

    /** {@code [B]}: squared bounds, to be added up for each window. */
    double[] clear(Span span) {
        Arrays.fill(norms, 0, span.batch(), 0.0);
        return norms;
    }

    /** Lets every window count once, unless {@code squaredNorm}, of the whole gradient, calls for {@link #judge}. */
    boolean suspects(Span span, Minibatch batch, double squaredNorm) {
        double least = Double.POSITIVE_INFINITY;
        Arrays.fill(factors, 0, span.batch(), 1f);
        for (int b = 0; b < span.batch(); b++) {
            steps[b] = 0;
            for (int t = 0; t < span.length(b); t++) {
                steps[b] += Math.max(1f, batch.weights()[t * span.batch() + b]);
            }
            steps[b] = Math.max(1, steps[b]);
            least = span.length(b) > 0 ? Math.min(least, steps[b]) : least;
        }
        bound = limit;
        return !Double.isFinite(squaredNorm) || Math.sqrt(squaredNorm) > limit * least;
    }

    /**
     * Decides how often each window counts, by what was added up since {@link #clear}; whether that is not always once.
     */
    boolean judge(Span span) {
        for (int b = 0; b < span.batch(); b++) {
            norms[b] = Math.sqrt(norms[b]);
        }
        bound = Math.max(limit, TIMES_MEDIAN * median(span.batch()));
        boolean all = true;
        for (int b = 0; b < span.batch(); b++) {
            factors[b] = factorOf(b, norms[b]);
            all &= factors[b] == 1f;
        }
        return !all;
    }

    /** The lower median of the finite norms above 0; 0 where there are fewer than two. */
    private double median(int batch) {
        int n = 0;
        for (int b = 0; b < batch; b++) {
            if (norms[b] > 0 && norms[b] < Double.POSITIVE_INFINITY) {
                sorted[n++] = norms[b] / steps[b];
            }
        }
        Arrays.sort(sorted, 0, n);
        return n < 2 ? 0 : sorted[(n - 1) / 2];
    }
}
