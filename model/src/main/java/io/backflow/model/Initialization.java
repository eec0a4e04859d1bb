package io.backflow.model;

import java.util.Arrays;

/**
 * Fresh parameters. The same spec and seed give the same bits everywhere: the generator is {@link SplitMix}, and what
 * needs more than the four operations and the square root runs in {@link StrictMath}. Each tensor draws from a
 * generator of its own, so that a wider layer does not move the values of the others.
 */
public final class Initialization {

    /** Keras' bound for a fresh embedding. */
    private static final double EMBEDDING_BOUND = 0.05;

    private Initialization() {}

    /**
     * Keras' defaults: Glorot uniform kernels, orthogonal recurrent kernels, zero biases but for the forget gate of an
     * LSTM with {@code unitForgetBias}, uniform ±0.05 embeddings, statistics of nothing. Keras has no LRU; its kernel
     * is normal, and its lambdas lie in a ring just inside the unit circle.
     *
     * @return a flat vector laid out as {@link ParameterLayout#of} says
     */
    public static float[] keras(ModelSpec spec, long seed) {
        ParameterLayout layout = ParameterLayout.of(spec);
        float[] parameters = new float[layout.size()];
        SplitMix seeds = new SplitMix(seed);
        for (ParameterLayout.View view : layout.views()) {
            fill(parameters, view, seeds.split());
        }
        for (int l = 0; l < spec.layers().size(); l++) {
            if (spec.layers().get(l) instanceof LayerSpec.Lru) {
                Initializers.normal(parameters, layout.view("layer" + l + ".kernel"), seeds.split());
                Initializers.ring(parameters, layout.view("layer" + l + ".recurrent_kernel"), seeds.split());
            }
        }
        for (int l = 0; l < spec.layers().size(); l++) {
            if (spec.layers().get(l) instanceof LayerSpec.Lstm lstm && lstm.unitForgetBias()) {
                int forgetGate = layout.view("layer" + l + ".bias").offset() + lstm.units();
                Arrays.fill(parameters, forgetGate, forgetGate + lstm.units(), 1f);
            }
        }
        return parameters;
    }

    private static void fill(float[] parameters, ParameterLayout.View view, SplitMix random) {
        String role = view.name().substring(view.name().lastIndexOf('.') + 1);
        switch (role) {
            case "embeddings" -> Initializers.uniform(parameters, view, EMBEDDING_BOUND, random);
            case "kernel", "gate_kernel", "output_kernel" -> Initializers.glorotUniform(parameters, view, random);
            case "recurrent_kernel" -> Initializers.orthogonal(parameters, view, random);
            case "bias", "gate_bias", "output_bias", "mean", "variance", "count" ->
                Initializers.zeros(parameters, view);
            default -> throw new IllegalStateException("no rule for fresh values of " + view.name());
        }
    }
}
