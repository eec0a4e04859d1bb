package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What a network looks like: an input, recurrent layers stacked on it, and a dense head with its loss.
 *
 * <p>Names and defaults are Keras'. A spec holds no numbers that are learnt; those are one flat vector whose views
 * {@link ParameterLayout} names.
 *
 * @param input what a timestep carries
 * @param layers at least one recurrent layer, the first nearest to the input
 * @param head the output layer and its loss
 */
public record ModelSpec(InputSpec input, List<LayerSpec> layers, HeadSpec head) {

    public ModelSpec {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("model.layers is empty; name at least one recurrent layer");
        }
        checkSkip(input, head.skip());
        for (int l = 0; l < layers.size(); l++) {
            if (layers.get(l) instanceof LayerSpec.Lru lru) {
                checkBlock(l, lru, l == 0 ? input.width() : layers.get(l - 1).units());
            }
        }
    }

    private static void checkBlock(int index, LayerSpec.Lru lru, int read) {
        if (lru.residual() && read != lru.units()) {
            throw new IllegalArgumentException("model.layers[" + index + "].residual is true, but the layer reads "
                    + read + " numbers and gives " + lru.units()
                    + "; set residual to false there, or make the layer before it as wide");
        }
        if (lru.layerNormalization() && read == 1) {
            throw new IllegalArgumentException("model.layers[" + index + "].layer_normalization is true, but the layer"
                    + " reads one number, of which nothing is left; set it to false there");
        }
    }

    private static void checkSkip(InputSpec input, HeadSpec.Skip skip) {
        if (skip != HeadSpec.Skip.NONE && !(input instanceof InputSpec.Features)) {
            throw new IllegalArgumentException(
                    "model.head.skip is " + skip.name().toLowerCase(Locale.ROOT)
                            + ", but model.input.type is tokens; remove it, or use features");
        }
        if (skip == HeadSpec.Skip.TIME && ((InputSpec.Features) input).timeWidth() == 0) {
            throw new IllegalArgumentException("model.head.skip is time, but model.input.time_features is empty;"
                    + " name time features, or set model.head.skip to inputs or none");
        }
    }

    /** The same where the network sees the time of the step {@code steps} later too, if it sees any of times. */
    public ModelSpec foretelling(int steps) {
        return input instanceof InputSpec.Features features
                ? new ModelSpec(features.foretelling(steps), layers, head)
                : this;
    }

    /** The same with moving statistics of the features at the end of the parameters, or without. */
    public ModelSpec normalized(boolean with) {
        return input instanceof InputSpec.Features features
                ? new ModelSpec(features.normalized(with), layers, head)
                : this;
    }

    /** Inputs of the network that the head reads too, after the outputs of the top layer: the last so many. */
    public int skipWidth() {
        return switch (head.skip()) {
            case NONE -> 0;
            case TIME -> ((InputSpec.Features) input).timeWidth();
            case INPUTS -> input.width();
        };
    }

    /** Width of what layer {@code index} reads. */
    public int inputWidth(int index) {
        return index == 0 ? input.width() : layers.get(index - 1).units();
    }

    /** Floats that one sequence's recurrent state takes: the layers' states one after another. */
    @JsonIgnore
    public int stateSize() {
        return layers.stream().mapToInt(LayerSpec::stateSize).sum();
    }

    /** Where layer {@code index}'s state starts within a sequence's recurrent state. */
    public int stateOffset(int index) {
        return IntStream.range(0, index).map(i -> layers.get(i).stateSize()).sum();
    }
}
