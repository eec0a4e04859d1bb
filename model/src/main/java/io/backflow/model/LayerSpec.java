package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** One recurrent layer, under Keras' names. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = LayerSpec.SimpleRnn.class, name = "simple_rnn"),
    @JsonSubTypes.Type(value = LayerSpec.Lstm.class, name = "lstm"),
    @JsonSubTypes.Type(value = LayerSpec.Gru.class, name = "gru"),
    @JsonSubTypes.Type(value = LayerSpec.Diagonal.class, name = "diagonal"),
    @JsonSubTypes.Type(value = LayerSpec.Lru.class, name = "lru")
})
public sealed interface LayerSpec {

    /** Hidden units; also the width of the layer's output. */
    int units();

    /** Share of the layer's outputs dropped on their way to the next layer or the head while training. */
    double dropout();

    /** Floats of state a sequence: {@code h}, and {@code c} after it where the cell has one. */
    @JsonIgnore
    int stateSize();

    /** Whether no parameter reaches another unit's state, so that the recurrent kernel is one row. */
    @JsonIgnore
    default boolean elementwise() {
        return false;
    }

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

        @Override
        public boolean elementwise() {
            return true;
        }
    }

    /** What a layer of linear recurrent units makes of its states; h is a state, the products are over all units. */
    enum OutputActivation {
        /** {@code h}. */
        LINEAR,
        /** {@code h logistic(h G + g)}: an output gate. */
        GATED,
        /** {@code (h A + a) logistic(h G + g)}: a gated linear unit (Dauphin, Fan, Auli and Grangier, 2017). */
        GLU
    }

    /**
     * Linear recurrent unit: complex numbers that turn and fade by themselves and are pushed by the input. Its first
     * half of units are their real parts, the second half the imaginary ones. What a parameter did to the state is one
     * number a parameter, and what it remembers reaches far, so that online learning is exact, cheap and able.
     *
     * <p>What may surround the recurrence, as in the blocks of Orvieto and others (2023), has no memory: each step's
     * inputs are normalised before it, its states are gated after it, and the inputs are added to what comes out.
     *
     * @param units even
     * @param layerNormalization whether a step's inputs are brought to a mean of 0 and a variance of 1 over the inputs
     *     of that step; without scale and offset of its own, which the kernel and the bias behind it have
     * @param activation what the layer makes of its states
     * @param residual whether the layer's inputs are added to its outputs; both are as wide then
     */
    record Lru(
            int units,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean layerNormalization,

            @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Lru.Unsaid.class)
            OutputActivation activation,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean residual,
            double dropout)
            implements LayerSpec {

        /** The recurrence alone. */
        public Lru(int units, double dropout) {
            this(units, false, OutputActivation.LINEAR, false, dropout);
        }

        public Lru {
            Check.positive("model.layers.units", units);
            Check.within("model.layers.dropout", dropout, 0, 1);
            activation = activation == null ? OutputActivation.LINEAR : activation;
            if (units % 2 != 0) {
                throw new IllegalArgumentException("model.layers.units is " + units
                        + "; the units of a layer of type lru are pairs, choose an even number");
            }
        }

        @Override
        public int stateSize() {
            return units;
        }

        @Override
        public boolean elementwise() {
            return true;
        }

        /** Equal to what is not written: a layer without a gate is written as before there were any. */
        static final class Unsaid {

            @Override
            public boolean equals(@Nullable Object other) {
                return other == null || other == OutputActivation.LINEAR;
            }

            @Override
            public int hashCode() {
                return 0;
            }
        }
    }
}
