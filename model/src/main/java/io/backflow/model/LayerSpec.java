package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One recurrent layer, under Keras' names. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LayerSpec.SimpleRnn.class, name = "simple_rnn"),
    @JsonSubTypes.Type(value = LayerSpec.Lstm.class, name = "lstm"),
    @JsonSubTypes.Type(value = LayerSpec.Gru.class, name = "gru"),
    @JsonSubTypes.Type(value = LayerSpec.Diagonal.class, name = "diagonal")
})
public sealed interface LayerSpec {

    /** Hidden units; also the width of the layer's output. */
    int units();

    /** Share of the layer's outputs dropped on their way to the next layer or the head while training. */
    double dropout();

    /** Floats of state a sequence: {@code h}, and {@code c} after it where the cell has one. */
    @JsonIgnore
    int stateSize();

    /** What a {@link SimpleRnn} applies to its pre-activation. */
    enum Activation {
        TANH,
        RELU
    }

    /** {@code h' = act(x K + h R + b)}. */
    record SimpleRnn(int units, Activation activation, double dropout) implements LayerSpec {
        public SimpleRnn {
            Check.positive("model.layers.units", units);
            Check.within("model.layers.dropout", dropout, 0, 1);
            activation = activation == null ? Activation.TANH : activation;
        }

        @Override
        public int stateSize() {
            return units;
        }
    }

    /**
     * Long short-term memory without peepholes, one bias.
     *
     * @param unitForgetBias whether a fresh layer's forget gate starts with a bias of 1
     */
    record Lstm(int units, boolean unitForgetBias, double dropout) implements LayerSpec {
        public Lstm {
            Check.positive("model.layers.units", units);
            Check.within("model.layers.dropout", dropout, 0, 1);
        }

        @Override
        public int stateSize() {
            return 2 * units;
        }
    }

    /**
     * Gated recurrent unit.
     *
     * @param resetAfter whether the reset gate applies after the recurrent product (two biases, as in cuDNN, PyTorch
     *     and Keras' default) or before it (one bias, as in the original paper)
     */
    record Gru(int units, boolean resetAfter, double dropout) implements LayerSpec {
        public Gru {
            Check.positive("model.layers.units", units);
            Check.within("model.layers.dropout", dropout, 0, 1);
        }

        @Override
        public int stateSize() {
            return units;
        }
    }

    /**
     * Element-wise minimal gated unit: a unit sees the input and its own past, but no other unit's, so that what a
     * parameter did to the state is one number a parameter, and online learning is exact and cheap.
     */
    record Diagonal(int units, double dropout) implements LayerSpec {
        public Diagonal {
            Check.positive("model.layers.units", units);
            Check.within("model.layers.dropout", dropout, 0, 1);
        }

        @Override
        public int stateSize() {
            return units;
        }
    }
}
