package io.backflow.model.cell;

import io.backflow.model.ParameterLayout;
import io.backflow.model.kernel.Floats;
import java.util.List;

/**
 * One layer's place in the flat vector of parameters, and where its gradient goes.
 *
 * @param gradient the model's gradient, laid out as {@link ParameterLayout} says; a backward pass overwrites the
 *     layer's part of it
 * @param kernel {@code [in, G*H]}
 * @param recurrent {@code [H, G*H]}, or {@code [1, G*H]} where it is applied element by element
 * @param bias {@code [1 or 2, G*H]}
 * @param units H
 * @param output what is applied to the states, kernel {@code [H, H]} and bias {@code [H]} by turns: that of the gate,
 *     then that of what is gated; empty, or the former, where a layer has less
 */
public record Weights(
        Floats gradient,
        ParameterLayout.View kernel,
        ParameterLayout.View recurrent,
        ParameterLayout.View bias,
        int units,
        List<ParameterLayout.View> output) {

    /** The views of layer {@code index}. */
    public static Weights of(Floats gradient, ParameterLayout layout, int index, int units) {
        String layer = "layer" + index;
        return new Weights(
                gradient,
                layout.view(layer + ".kernel"),
                layout.view(layer + ".recurrent_kernel"),
                layout.view(layer + ".bias"),
                units,
                layout.views().stream()
                        .filter(view -> view.name().startsWith(layer + ".gate_")
                                || view.name().startsWith(layer + ".output_"))
                        .toList());
    }

    int in() {
        return kernel.rows();
    }

    int gates() {
        return kernel.columns() / units;
    }

    /** A recurrent kernel of one row, applied element by element, is repeated and summed as a bias is. */
    Weights recurrentAsBias() {
        return new Weights(gradient, kernel, recurrent, recurrent, units, List.of());
    }
}
