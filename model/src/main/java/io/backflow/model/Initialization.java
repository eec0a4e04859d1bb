package io.backflow.model;

/** Fresh parameters. The same spec and seed give the same bits everywhere. */
public final class Initialization {

    private Initialization() {}

    /**
     * Keras' defaults: Glorot uniform kernels, orthogonal recurrent kernels, zero biases but for the forget gate of an
     * LSTM with {@code unitForgetBias}, uniform ±0.05 embeddings.
     */
    public static float[] keras(ModelSpec spec, long seed) {
        throw new UnsupportedOperationException();
    }
}
