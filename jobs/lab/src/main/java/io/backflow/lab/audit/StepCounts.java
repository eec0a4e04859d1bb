package io.backflow.lab.audit;

import java.util.BitSet;

/** Which steps of one sequence have counted. */
final class StepCounts {

    /** How a step stands to those that counted before it. */
    enum Place {
        NEXT,
        BEHIND,
        AGAIN
    }

    private final BitSet counted = new BitSet();

    /** Counts the step that was sent at this place among those of its sequence. */
    Place add(int index) {
        if (counted.get(index)) {
            return Place.AGAIN;
        }
        boolean behind = index < counted.length();
        counted.set(index);
        return behind ? Place.BEHIND : Place.NEXT;
    }
}
