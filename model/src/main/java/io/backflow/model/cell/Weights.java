package io.backflow.model.cell;

import io.backflow.model.ParameterLayout;
import io.backflow.model.kernel.Floats;

/**
 * One layer's place in the flat vector of parameters and in that of their gradient, both off-heap and shared by the
 * layers of a stack.
 *
 * @param values the parameters, laid out as {@link ParameterLayout} says
 * @param gradient their gradient, likewise; a backward pass overwrites the layer's part
 * @param kernel {@code [in, G*H]}
 * @param recurrent {@code [H, G*H]}
 * @param bias {@code [1 or 2, G*H]}
 */
public record Weights(
        Floats values,
        Floats gradient,
        ParameterLayout.View kernel,
        ParameterLayout.View recurrent,
        ParameterLayout.View bias) {

    /** The views of layer {@code index}. */
    public static Weights of(Floats values, Floats gradient, ParameterLayout layout, int index) {
        String layer = "layer" + index;
        return new Weights(
                values,
                gradient,
                layout.view(layer + ".kernel"),
                layout.view(layer + ".recurrent_kernel"),
                layout.view(layer + ".bias"));
    }

    int in() {
        return kernel.rows();
    }

    int units() {
        return recurrent.rows();
    }

    int gates() {
        return recurrent.columns() / recurrent.rows();
    }
}
