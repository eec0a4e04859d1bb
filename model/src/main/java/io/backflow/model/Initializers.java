package io.backflow.model;

import java.util.Arrays;

/** Ways to fill one tensor of a flat vector with fresh values. */
final class Initializers {

    private static final double RING_FROM = 0.8;
    private static final double RING_TO = 0.999;
    private static final double SMALLEST_ANGLE = 1e-3;

    private Initializers() {}

    static void zeros(float[] parameters, ParameterLayout.View view) {
        Arrays.fill(parameters, view.offset(), view.offset() + view.size(), 0f);
    }

    /** Uniform in {@code [-bound, bound)}. */
    static void uniform(float[] parameters, ParameterLayout.View view, double bound, SplitMix random) {
        for (int i = view.offset(); i < view.offset() + view.size(); i++) {
            parameters[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
    }

    /** Uniform in ±{@code sqrt(6 / (fan_in + fan_out))}, rows in and columns out (Glorot and Bengio, 2010). */
    static void glorotUniform(float[] parameters, ParameterLayout.View view, SplitMix random) {
        uniform(parameters, view, Math.sqrt(6.0 / ((double) view.rows() + view.columns())), random);
    }

    /**
     * Orthonormal rows, or columns where those are fewer, uniformly distributed (Saxe, McClelland and Ganguli, 2014):
     * independent normal vectors made orthonormal one after another.
     */
    static void orthogonal(float[] parameters, ParameterLayout.View view, SplitMix random) {
        boolean wide = view.rows() <= view.columns();
        int count = Math.min(view.rows(), view.columns());
        double[][] vectors = new double[count][Math.max(view.rows(), view.columns())];
        for (int k = 0; k < count; k++) {
            do {
                normal(vectors[k], random);
            } while (!Orthonormal.append(vectors, k));
        }
        for (int row = 0; row < view.rows(); row++) {
            for (int column = 0; column < view.columns(); column++) {
                double value = wide ? vectors[row][column] : vectors[column][row];
                parameters[view.offset() + row * view.columns() + column] = (float) value;
            }
        }
    }

    /** Normal with the variance {@code 1 / (2 fan_in)}: complex numbers of the variance {@code 1 / fan_in}. */
    static void normal(float[] parameters, ParameterLayout.View view, SplitMix random) {
        double[] values = new double[view.size()];
        normal(values, random);
        for (int i = 0; i < values.length; i++) {
            parameters[view.offset() + i] = (float) (values[i] / Math.sqrt(2.0 * view.rows()));
        }
    }

    /**
     * The nu and theta of {@code lambda = exp(-exp(nu) + i exp(theta))} spread evenly over the upper half of a ring
     * (Orvieto and others, 2023, section 3.2): a memory of some four to a thousand steps.
     */
    static void ring(float[] parameters, ParameterLayout.View view, SplitMix random) {
        int pairs = view.size() / 2;
        for (int j = 0; j < pairs; j++) {
            double area = RING_FROM * RING_FROM + random.nextDouble() * (RING_TO * RING_TO - RING_FROM * RING_FROM);
            double decay = -0.5 * StrictMath.log(area);
            double angle = Math.PI * random.nextDouble() + SMALLEST_ANGLE;
            parameters[view.offset() + j] = (float) StrictMath.log(decay);
            parameters[view.offset() + pairs + j] = (float) StrictMath.log(angle);
        }
    }

    /** Standard normal values by Box and Muller's transform, the cosine branch. */
    private static void normal(double[] vector, SplitMix random) {
        for (int i = 0; i < vector.length; i++) {
            double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            vector[i] = radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
        }
    }
}
