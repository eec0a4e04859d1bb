package io.backflow.model.horizon;

import java.util.Arrays;
import java.util.List;

/**
 * The derivatives of one layer's recurrence at one point, for one sequence: of the next state {@code s' [S]} by the
 * state and by the gates' arguments. The parts of a state follow each other, {@code h} first.
 */
final class Linearisation {

    final LayerShape shape;
    final List<Gate> gates;

    /**
     * {@code [parts of s', parts of s, H]}: what reaches a unit from its own past without passing a gate's argument.
     */
    final float[][][] straight;

    /** {@code [H]} each, of a state. */
    final float[][] parts;

    Linearisation(LayerShape shape, Gate... gates) {
        this.shape = shape;
        this.gates = List.of(gates);
        straight = new float[shape.parts()][shape.parts()][shape.units()];
        parts = new float[shape.parts()][shape.units()];
    }

    /** Takes the parts out of {@code state}, from {@code at} on. */
    void split(float[] state, int at) {
        for (int part = 0; part < parts.length; part++) {
            System.arraycopy(state, at + part * shape.units(), parts[part], 0, shape.units());
        }
    }

    /** Writes {@code ds'/ds [S, S]}. */
    void jacobian(float[] parameters, float[] d) {
        int n = shape.units();
        int width = shape.state();
        Arrays.fill(d, 0f);
        for (int p = 0; p < parts.length; p++) {
            for (int q = 0; q < parts.length; q++) {
                for (int j = 0; j < n; j++) {
                    d[(p * n + j) * width + q * n + j] = straight[p][q][j];
                }
            }
        }
        for (Gate gate : gates) {
            if (gate.recurrent != Gate.NONE) {
                addGate(gate, parameters, d, width);
            }
        }
    }

    private void addGate(Gate gate, float[] parameters, float[] d, int width) {
        int n = shape.units();
        if (gate.spread != null) {
            addSpread(gate, gate.spread, parameters, d, width);
            return;
        }
        for (int p = 0; p < parts.length; p++) {
            for (int j = 0; j < n; j++) {
                int row = (p * n + j) * width;
                float slope = gate.slope[p][j];
                if (gate.elementwise) {
                    d[row + j] += slope * parameters[gate.recurrent + j];
                } else {
                    for (int i = 0; i < n; i++) {
                        d[row + i] += slope * parameters[gate.recurrent + i * gate.stride + j] * gate.share(i);
                    }
                }
            }
        }
    }

    /** {@code ds'_s/ds_i += sum over j of ds'_s/da_j R_ij}. */
    private void addSpread(Gate gate, float[] spread, float[] parameters, float[] d, int width) {
        int n = shape.units();
        for (int s = 0; s < n; s++) {
            for (int i = 0; i < n; i++) {
                float sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += spread[s * n + j] * parameters[gate.recurrent + i * gate.stride + j];
                }
                d[s * width + i] += sum;
            }
        }
    }
}
