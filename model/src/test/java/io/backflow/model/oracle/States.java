package io.backflow.model.oracle;

import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;

/** Between a fixture's {@code h, c [L, B, H]} and the rows {@code [B, S]} of a state. */
record States(ModelSpec spec, int batch) {

    /** Rows of {@code h}, and of {@code c} where the cells have one. */
    float[] rows(Tensor h, Tensor c) {
        float[] rows = new float[batch * spec.stateSize()];
        copy(h, rows, 0);
        if (c != null) {
            copy(c, rows, 1);
        }
        return rows;
    }

    /** Part {@code part} of {@code rows} as {@code [L, B, H]}. */
    float[] part(float[] rows, int part) {
        int units = spec.layers().get(0).units();
        float[] out = new float[spec.layers().size() * batch * units];
        for (int l = 0; l < spec.layers().size(); l++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(rows, at(l, part, b), out, (l * batch + b) * units, units);
            }
        }
        return out;
    }

    private void copy(Tensor from, float[] rows, int part) {
        int units = spec.layers().get(0).units();
        float[] values = from.floats();
        for (int l = 0; l < spec.layers().size(); l++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(values, (l * batch + b) * units, rows, at(l, part, b), units);
            }
        }
    }

    private int at(int layer, int part, int b) {
        LayerSpec of = spec.layers().get(layer);
        return b * spec.stateSize() + spec.stateOffset(layer) + part * of.units();
    }
}
