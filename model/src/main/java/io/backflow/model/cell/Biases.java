package io.backflow.model.cell;

import java.util.Arrays;

/**
 * The biases of a layer, each gate's row repeated for every window of a batch, so that adding them is one plain loop;
 * and their gradient, summed over steps in the same shape.
 */
final class Biases {

    private final Weights weights;
    private final float[][] tiles;
    private final float[][] sums;
    private final float[] row;
    private float[] parameters = {};
    private int tiledFor;

    Biases(Weights weights, int batch) {
        this.weights = weights;
        row = new float[weights.bias().size()];
        int gates = row.length / weights.units();
        tiles = new float[gates][Math.multiplyExact(batch, weights.units())];
        sums = new float[gates][batch * weights.units()];
    }

    /** Takes note of new values; {@code parameters} must stay as they are until the next call. */
    void refresh(float[] parameters) {
        this.parameters = parameters;
        tiledFor = 0;
    }

    /** {@code [B, H]}: bias {@code g}, that of gate {@code g % G}, repeated. */
    float[] tile(int g) {
        return tiles[g];
    }

    /** Lays the tiles out for a batch of {@code batch} windows. */
    void tile(Span span) {
        if (span.batch() == tiledFor) {
            return;
        }
        int units = weights.units();
        for (int g = 0; g < tiles.length; g++) {
            int from = weights.bias().offset() + g * units;
            for (int b = 0; b < span.batch(); b++) {
                System.arraycopy(parameters, from, tiles[g], b * units, units);
            }
        }
        tiledFor = span.batch();
    }

    /** Forgets the sums of the last backward pass. */
    void clear(Span span) {
        for (float[] sum : sums) {
            Arrays.fill(sum, 0, span.batch() * weights.units(), 0f);
        }
    }

    /** Adds the cotangents {@code dz [n]} of one step to those of bias {@code g}. */
    void add(int g, float[] dz, int n) {
        Rows.add(sums[g], dz, n);
    }

    /** Multiplies window {@code b}'s sums by {@code factor}; 0 makes them 0, whatever they were. */
    void scale(int b, float factor) {
        int units = weights.units();
        for (float[] sum : sums) {
            for (int j = b * units; j < (b + 1) * units; j++) {
                sum[j] = factor == 0 ? 0f : factor * sum[j];
            }
        }
    }

    /** Writes the gradient of the biases. */
    void gradient(Span span) {
        int units = weights.units();
        for (int g = 0; g < sums.length; g++) {
            for (int j = 0; j < units; j++) {
                double sum = 0;
                for (int b = 0; b < span.batch(); b++) {
                    sum += sums[g][b * units + j];
                }
                row[g * units + j] = (float) sum;
            }
        }
        weights.gradient().put(weights.bias().offset(), row, 0, row.length);
    }
}
