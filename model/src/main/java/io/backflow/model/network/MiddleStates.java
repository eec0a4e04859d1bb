package io.backflow.model.network;

import io.backflow.model.cell.Span;

/** Picks, out of a forward pass, each window's state after a number of steps of its own. */
final class MiddleStates {

    private final int stateSize;
    private final Span until;
    private final float[] rows;

    MiddleStates(int stateSize, int batchCapacity) {
        this.stateSize = stateSize;
        until = new Span(batchCapacity);
        rows = new float[Math.multiplyExact(batchCapacity, stateSize)];
    }

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
