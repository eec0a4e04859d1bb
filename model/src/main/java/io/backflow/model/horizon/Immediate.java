package io.backflow.model.horizon;

/** {@code I}: what the parameters did to the next state in the last step alone, the state before it held still. */
final class Immediate {

    private final LayerShape shape;

    /** Whether each unit has a row of its own, {@code [S, P]}, or each part of the state one, {@code [parts, P]}. */
    private final boolean rowPerUnit;

    Immediate(LayerShape shape, boolean rowPerUnit) {
        this.shape = shape;
        this.rowPerUnit = rowPerUnit;
    }

    void addTo(float[] influence, int at, Linearisation point, float[] x) {
        for (Gate gate : point.gates) {
            if (gate.spread != null) {
                addSpread(gate, gate.spread, influence, at, x);
            } else {
                addOwn(gate, influence, at, x);
            }
        }
    }

    private void addOwn(Gate gate, float[] influence, int at, float[] x) {
        for (int part = 0; part < shape.parts(); part++) {
            if (!rowPerUnit) {
                addTogether(gate, gate.slope[part], influence, at + row(part, 0), x);
            }
            for (int j = 0; rowPerUnit && j < gate.units; j++) {
                add(gate, j, gate.slope[part][j], influence, at + row(part, j), x);
            }
        }
    }

    /** All units' parameters side by side in one row. */
    private static void addTogether(Gate gate, float[] slope, float[] influence, int row, float[] x) {
        for (int i = 0; gate.kernel != Gate.NONE && i < gate.in; i++) {
            addRow(slope, x[i], influence, row + gate.kernel + i * gate.stride);
        }
        for (int offset : gate.biases) {
            addRow(slope, 1f, influence, row + offset);
        }
        if (gate.elementwise && gate.recurrent != Gate.NONE) {
            for (int j = 0; j < gate.units; j++) {
                influence[row + gate.recurrent + j] += slope[j] * gate.operand[j];
            }
        }
        for (int i = 0; !gate.elementwise && gate.recurrent != Gate.NONE && i < gate.units; i++) {
            addRow(slope, gate.operand[i], influence, row + gate.recurrent + i * gate.stride);
        }
    }

    private static void addRow(float[] slope, float factor, float[] influence, int at) {
        for (int j = 0; j < slope.length; j++) {
            influence[at + j] += slope[j] * factor;
        }
    }

    /** Rows of all units, which {@code a_j} reaches. */
    private void addSpread(Gate gate, float[] spread, float[] influence, int at, float[] x) {
        for (int s = 0; s < gate.units; s++) {
            for (int j = 0; j < gate.units; j++) {
                add(gate, j, spread[s * gate.units + j], influence, at + row(0, s), x);
            }
        }
    }

    private int row(int part, int unit) {
        return (rowPerUnit ? part * shape.units() + unit : part) * shape.parameters();
    }

    /** {@code slope} times {@code da_j/dtheta}: the input, the operand and 1 for each bias. */
    private static void add(Gate gate, int j, float slope, float[] influence, int row, float[] x) {
        for (int i = 0; gate.kernel != Gate.NONE && i < gate.in; i++) {
            influence[row + gate.kernel + i * gate.stride + j] += slope * x[i];
        }
        for (int offset : gate.biases) {
            influence[row + offset + j] += slope;
        }
        if (gate.recurrent == Gate.NONE) {
            return;
        }
        for (int i = 0; i < gate.units; i++) {
            influence[row + gate.recurrent + i * gate.stride + j] += slope * gate.operand[i];
        }
    }
}
