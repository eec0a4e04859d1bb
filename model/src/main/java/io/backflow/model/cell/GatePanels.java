package io.backflow.model.cell;

import io.backflow.model.ParameterLayout;
import io.backflow.model.kernel.Panels;

/**
 * One kernel of a layer, gate by gate, packed for products.
 *
 * <p>Packing waits until a product asks: a pass that needs no gradient by the inputs never packs what only that needs.
 */
final class GatePanels implements AutoCloseable {

    private final ParameterLayout.View view;
    private final int units;
    private final boolean transposed;
    private final Panels[] panels;
    private final boolean[] fresh;
    private float[] parameters = {};

    /** The gates of {@code view [n, G*H]}, each {@code [n, H]}, or {@code [H, n]} if {@code transposed}. */
    GatePanels(ParameterLayout.View view, int units, boolean transposed) {
        this.view = view;
        this.units = units;
        this.transposed = transposed;
        panels = new Panels[view.columns() / units];
        fresh = new boolean[panels.length];
        for (int g = 0; g < panels.length; g++) {
            panels[g] = transposed ? new Panels(units, view.rows()) : new Panels(view.rows(), units);
        }
    }

    /** Takes note of new values; {@code parameters} must stay as they are until the next call. */
    void refresh(float[] parameters) {
        this.parameters = parameters;
        for (int g = 0; g < fresh.length; g++) {
            fresh[g] = false;
        }
    }

    /** Gate {@code g}. */
    Panels gate(int g) {
        if (!fresh[g]) {
            int from = view.offset() + g * units;
            if (transposed) {
                panels[g].packTransposed(parameters, from, view.columns());
            } else {
                panels[g].pack(parameters, from, view.columns());
            }
            fresh[g] = true;
        }
        return panels[g];
    }

    @Override
    public void close() {
        for (Panels gate : panels) {
            gate.close();
        }
    }
}
