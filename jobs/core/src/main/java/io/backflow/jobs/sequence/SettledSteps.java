package io.backflow.jobs.sequence;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of steps that wait for no label any more: the label that they have, or that they have none. The
 * newest steps are kept, whatever the order in which labels came. Mutable; belongs to one key.
 */
final class SettledSteps {

    private static final Comparator<StepLabel> BY_STEP =
            Comparator.comparingLong(StepLabel::stepTime).thenComparingLong(StepLabel::step);

    private final TreeSet<StepLabel> oldest = new TreeSet<>(BY_STEP);

    /** By number, or by event time. */
    private final Map<Long, StepLabel> known = new HashMap<>();

    private final boolean byTime;

    SettledSteps(boolean byTime) {
        this.byTime = byTime;
    }

    /** Remembers {@code label}, which names the number and the time of its step. */
    void add(StepLabel label) {
        long key = byTime ? label.stepTime() : label.step();
        StepLabel former = known.get(key);
        if (former != null && BY_STEP.compare(former, label) > 0) {
            return;
        }
        if (former != null) {
            oldest.remove(former);
        }
        known.put(key, label);
        oldest.add(label);
    }

    /** What is known of the step that {@code label} may be of; null: nothing. */
    @Nullable
    StepLabel find(StepLabel label) {
        StepLabel found = known.get(byTime ? label.stepTime() : label.step());
        return found != null && label.mayBeOf(found.stepTime()) ? found : null;
    }

    /** What is known of the steps of event time {@code time}, where labels name that; null: nothing. */
    @Nullable
    StepLabel at(long time) {
        return known.get(time);
    }

    /** Forgets steps older than {@code time}, and all but the {@code most} newest. */
    void forget(long time, int most) {
        while (!oldest.isEmpty() && (oldest.first().stepTime() < time || oldest.size() > most)) {
            StepLabel first = oldest.pollFirst();
            known.remove(byTime ? first.stepTime() : first.step(), first);
        }
    }

    /** Event time of the newest step, which there must be. */
    long newest() {
        return oldest.last().stepTime();
    }

    /** Forgets all. */
    void clear() {
        oldest.clear();
        known.clear();
    }

    /** All, the oldest step first. */
    Collection<StepLabel> all() {
        return oldest;
    }
}
