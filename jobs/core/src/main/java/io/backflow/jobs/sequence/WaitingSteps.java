package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a sequence that wait for their label, in the order in which they were taken. A label finds its step by
 * number, or where order is by event time by that. Mutable; belongs to one key.
 */
final class WaitingSteps {

    private final List<Step> steps = new ArrayList<>();

    /** The newest step of each number, or of each event time. */
    private final Map<Long, Step> newest = new HashMap<>();

    private final boolean byTime;

    /** @param byTime whether a label finds its step by the step's event time */
    WaitingSteps(boolean byTime) {
        this.byTime = byTime;
    }

    void add(Step step) {
        steps.add(step);
        newest.put(key(step), step);
    }

    private long key(Step step) {
        return byTime ? step.eventTime() : step.step();
    }

    /** The newest step that {@code label} may be of; null: none waits. */
    @Nullable
    Step find(StepLabel label) {
        Step found = newest.get(byTime ? label.stepTime() : label.step());
        if (found == null || label.mayBeOf(found)) {
            return found;
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (label.mayBeOf(steps.get(i))) {
                return steps.get(i);
            }
        }
        return null;
    }

    /** {@code step}, which is one of these, waits no longer. */
    void remove(Step step) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) == step) {
                steps.remove(i);
                break;
            }
        }
        boolean several = newest.size() <= steps.size();
        newest.remove(key(step), step);
        for (int i = steps.size() - 1; several && i >= 0; i--) {
            if (key(steps.get(i)) == key(step)) {
                newest.putIfAbsent(key(step), steps.get(i));
            }
        }
    }

    /** The step that was taken first, which there must be. */
    Step first() {
        return steps.get(0);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    int size() {
        return steps.size();
    }

    /** All, in the order in which they were taken. */
    List<Step> all() {
        return steps;
    }
}
