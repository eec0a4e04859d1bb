package io.backflow.model.horizon;

import org.jspecify.annotations.Nullable;

/**
 * One gate's argument {@code a = x K + s R + b} for one sequence at one step, and the derivative of the next state by
 * it. Offsets count floats within the layer's own parameters.
 */
final class Gate {

    /** No such operand. */
    static final int NONE = -1;

    final int units;
    final int in;

    /** Where the gate's first column of {@code K} and {@code R} is, or {@link #NONE}; rows are {@code stride} apart. */
    final int kernel;

    final int recurrent;
    final int stride;

    /** Whether {@code R} is one row, applied element by element. */
    final boolean elementwise;

    final int[] biases;

    /** {@code a [H]}. */
    final float[] a;

    /** {@code s [H]}: what {@code R} multiplies. */
    final float[] operand;

    /** {@code [parts, H]}: derivative of each part of the next state's unit j by {@code a_j}. */
    final float[][] slope;

    /** {@code [H, H]}: derivative of the first part's unit i by {@code a_j}, where units reach others; else null. */
    float @Nullable [] spread;

    /** {@code ds/dh [H]}, where the operand is not the state itself; else null. */
    float @Nullable [] operandSlope;

    Gate(LayerShape shape, int kernelGate, int recurrentGate, int... biasBlocks) {
        units = shape.units();
        in = shape.in();
        stride = shape.gates() * units;
        elementwise = shape.elementwise();
        kernel = kernelGate == NONE ? NONE : kernelGate * units;
        recurrent = recurrentGate == NONE ? NONE : in * stride + recurrentGate * units;
        int firstBias = in * stride + (elementwise ? 1 : units) * stride;
        biases = new int[biasBlocks.length];
        for (int i = 0; i < biases.length; i++) {
            biases[i] = firstBias + biasBlocks[i] * units;
        }
        a = new float[units];
        operand = new float[units];
        slope = new float[shape.parts()][units];
    }

    /** Computes {@code a} for {@code s} and an input. */
    void evaluate(float[] parameters, float[] s, float[] x) {
        System.arraycopy(s, 0, operand, 0, units);
        for (int j = 0; j < units; j++) {
            float sum = 0;
            for (int offset : biases) {
                sum += parameters[offset + j];
            }
            a[j] = sum + (elementwise && recurrent != NONE ? parameters[recurrent + j] * s[j] : 0f);
        }
        for (int i = 0; kernel != NONE && i < in; i++) {
            addRow(parameters, kernel + i * stride, x[i]);
        }
        for (int i = 0; !elementwise && recurrent != NONE && i < units; i++) {
            addRow(parameters, recurrent + i * stride, s[i]);
        }
    }

    private void addRow(float[] parameters, int from, float factor) {
        for (int j = 0; j < units; j++) {
            a[j] += factor * parameters[from + j];
        }
    }

    /** Derivative of the operand's unit i by that of the state. */
    float share(int i) {
        return operandSlope == null ? 1f : operandSlope[i];
    }
}
