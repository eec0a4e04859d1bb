package io.backflow.model.optimizer;

/** Bounds on a gradient before it is used. */
public final class Clipping {

    private Clipping() {}

    /** Sum of squares, in double precision. */
    public static double squaredNorm(float[] gradient) {
        double sum = 0;
        for (float g : gradient) {
            sum += (double) g * g;
        }
        return sum;
    }

    /** The factor that brings a vector of this norm down to {@code threshold}: {@code threshold / max(norm, threshold)}. */
    public static double scale(double norm, double threshold) {
        return threshold / Math.max(norm, threshold);
    }
}
