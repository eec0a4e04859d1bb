package io.backflow.model.cell;

import java.util.Arrays;

/**
 * The biases of a layer, each gate's row repeated for every window of a batch, so that adding them is one plain loop;
 * and their gradient, summed over steps in the same shape.
 */
final class Biases {

    /** {@code [gates or 2 gates, B, H]}. */
    final float[] tiles;

    private final float[] sums;
    private final float[] row;
    private final Weights weights;
    private float[] parameters = {};
    private int tiledFor;

    Biases(Weights weights, int batch) {
        this.weights = weights;
        row = new float[weights.bias().size()];
        tiles = new float[row.length * batch];
        sums = new float[tiles.length];
    }

    /** Takes note of new values; {@code parameters} must stay as they are until the next call. */
    void refresh(float[] parameters) {
        this.parameters = parameters;
        tiledFor = 0;
    }

    /** Lays the tiles out for a batch of {@code batch} windows. */
    void tile(int batch) {
        if (batch == tiledFor) {
            return;
        }
        int units = weights.units();
        for (int g = 0; g < row.length / units; g++) {
            for (int b = 0; b < batch; b++) {
                System.arraycopy(
                        parameters, weights.bias().offset() + g * units, tiles, (g * batch + b) * units, units);
            }
        }
        tiledFor = batch;
    }

    /** Forgets the sums of the last backward pass. */
    void clear(int batch) {
        Arrays.fill(sums, 0, row.length * batch, 0f);
    }

    /** Adds the cotangents {@code dz [n]} of one step to the sums from tile {@code at} on. */
    void add(float[] dz, int from, int at, int n) {
        float[] into = sums;
        for (int j = 0; j < n; j++) {
            into[at + j] += dz[from + j];
        }
    }

    /** Writes the gradient of the biases. */
    void gradient(int batch) {
        int units = weights.units();
        for (int g = 0; g < row.length / units; g++) {
            for (int j = 0; j < units; j++) {
                double sum = 0;
                for (int b = 0; b < batch; b++) {
                    sum += sums[(g * batch + b) * units + j];
                }
                row[g * units + j] = (float) sum;
            }
        }
        weights.gradient().put(weights.bias().offset(), row, 0, row.length);
    }
}
