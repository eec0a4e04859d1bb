package io.backflow.model.horizon;

import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;

/**
 * One layer's sizes.
 *
 * @param in width of its input
 * @param units H
 * @param parts of its state: 1, or 2 with a cell state
 * @param gates blocks in its kernel
 * @param elementwise whether a unit sees no other unit
 * @param parameters floats in its part of the flat vector
 * @param offset where that part starts
 */
record LayerShape(int in, int units, int parts, int gates, boolean elementwise, int parameters, int offset) {

    static LayerShape of(ModelSpec spec, int index) {
        LayerSpec layer = spec.layers().get(index);
        ParameterLayout layout = ParameterLayout.of(spec);
        ParameterLayout.View kernel = layout.view("layer" + index + ".kernel");
        ParameterLayout.View bias = layout.view("layer" + index + ".bias");
        return new LayerShape(
                kernel.rows(),
                layer.units(),
                layer.stateSize() / layer.units(),
                kernel.columns() / layer.units(),
                layer.elementwise(),
                bias.offset() + bias.size() - kernel.offset(),
                kernel.offset());
    }

    /** S: floats of state. */
    int state() {
        return parts * units;
    }
}
