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
            for (int j = 0; j < gate.units; j++) {
                add(gate, j, gate.slope[part][j], influence, at + row(part, j), x);
            }
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
        if (gate.elementwise) {
            influence[row + gate.recurrent + j] += slope * gate.operand[j];
            return;
        }
        for (int i = 0; i < gate.units; i++) {
            influence[row + gate.recurrent + i * gate.stride + j] += slope * gate.operand[i];
        }
    }
}
