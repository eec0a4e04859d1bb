package io.backflow.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
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
