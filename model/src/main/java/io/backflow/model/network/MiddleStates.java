package io.backflow.model.network;

import io.backflow.model.cell.Span;

/** Picks, out of a forward pass, states in the middle of windows. */
final class MiddleStates {

    private final int stateSize;
    private final Span until;
    private final float[] rows;

    MiddleStates(int stateSize, int batchCapacity) {
        this.stateSize = stateSize;
        until = new Span(batchCapacity);
        rows = new float[Math.multiplyExact(batchCapacity, stateSize)];
    }

    /** Writes the states {@code [T, B, S]} before each step; a window that has ended stays at its last. */
    void statesBefore(Stack stack, Span span, float[] into) {
        int n = span.batch() * stateSize;
        for (int t = 0; t < span.time(); t++) {
            until.set(t, span.batch());
            stack.finalState(until, rows);
            System.arraycopy(rows, 0, into, t * n, n);
        }
    }

    /** Writes each window's state after {@code steps[b]} steps to {@code into [B, S]}. */
    void statesAfter(Stack stack, Span span, int[] steps, float[] into) {
        for (int t = 0; t <= span.time(); t++) {
            boolean read = false;
            for (int b = 0; b < span.batch(); b++) {
                if (steps[b] == t) {
                    if (!read) {
                        until.set(t, span.batch());
                        stack.finalState(until, rows);
                        read = true;
                    }
                    System.arraycopy(rows, b * stateSize, into, b * stateSize, stateSize);
                }
            }
        }
    }
}
