package io.backflow.model.horizon;

import io.backflow.model.optimizer.Clipping;
import java.util.Arrays;

/**
 * Of {@code J} only what a unit's own parameters did to it, {@code [parts, P]}: a parameter belongs to the unit of its
 * column. Exact where a unit reaches no other unit. A step costs as much as there are parameters.
 */
final class OwnInfluence implements Influence {

    private final LayerShape shape;
    private final Immediate immediate;

    /** {@code [parts, parts, H]}: derivative of each unit's next state by its own state. */
    private final float[][][] own;

    /** {@code [parts]}. */
    private final float[] column;

    OwnInfluence(LayerShape shape) {
        this.shape = shape;
        immediate = new Immediate(shape, false);
        own = new float[shape.parts()][shape.parts()][shape.units()];
        column = new float[shape.parts()];
    }

    @Override
    public void advance(Linearisation point, float[] values, float[] x, float[] influence, int at) {
        ownJacobian(point, values);
        if (shape.parts() == 1) {
            scale(own[0][0], influence, at);
        } else {
            mix(influence, at);
        }
        immediate.addTo(influence, at, point, x);
    }

    private void ownJacobian(Linearisation point, float[] values) {
        for (int p = 0; p < shape.parts(); p++) {
            for (int q = 0; q < shape.parts(); q++) {
                System.arraycopy(point.straight[p][q], 0, own[p][q], 0, shape.units());
            }
            for (Gate gate : point.gates) {
                for (int j = 0; gate.recurrent != Gate.NONE && j < shape.units(); j++) {
                    int diagonal = gate.recurrent + (gate.elementwise ? j : j * gate.stride + j);
                    own[p][0][j] += gate.slope[p][j] * values[diagonal];
                }
            }
        }
    }

    private void scale(float[] factor, float[] influence, int at) {
        int units = shape.units();
        for (int row = at; row < at + shape.parameters(); row += units) {
            for (int j = 0; j < units; j++) {
                influence[row + j] *= factor[j];
            }
        }
    }

    private void mix(float[] influence, int at) {
        int n = shape.parameters();
        for (int i = 0; i < n; i++) {
            for (int q = 0; q < column.length; q++) {
                column[q] = influence[at + q * n + i];
            }
            for (int p = 0; p < column.length; p++) {
                float sum = 0;
                for (int q = 0; q < column.length; q++) {
                    sum += own[p][q][i % shape.units()] * column[q];
                }
                influence[at + p * n + i] = sum;
            }
        }
    }

    @Override
    public double credit(float[] v, int from, float[] influence, int at, float[] gradient) {
        int units = shape.units();
        int n = shape.parameters();
        Arrays.fill(gradient, 0f);
        for (int part = 0; part < shape.parts(); part++) {
            for (int row = 0; row < n; row += units) {
                for (int j = 0; j < units; j++) {
                    gradient[row + j] += v[from + part * units + j] * influence[at + part * n + row + j];
                }
            }
        }
        return Clipping.squaredNorm(gradient);
    }

    @Override
    public void close() {}
}
