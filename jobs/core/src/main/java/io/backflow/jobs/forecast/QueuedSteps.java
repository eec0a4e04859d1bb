package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What has happened to one sequence since its live state was advanced last. Mutable, and used again. */
final class QueuedSteps {

    /**
     * A step that was taken, or whose truth has come.
     *
     * @param truth whether it was taken before, and its truth has come
     * @param first whether the state starts from zero before it
     * @param replayed whether it was taken before, so that nothing is forecast after it
     */
    record Taken(Step step, boolean truth, boolean first, boolean replayed) {}

    private final ArrayDeque<Taken> steps = new ArrayDeque<>(1);
    private String id = "";
    private boolean ended;

    /** The live state; null until it is fetched. */
    @Nullable
    LiveState live;

    /** Begins anew, for sequence {@code sequence}. */
    QueuedSteps of(String sequence) {
        id = sequence;
        ended = false;
        live = null;
        steps.clear();
        return this;
    }

    String id() {
        return id;
    }

    void add(Step step, boolean replayed) {
        steps.add(new Taken(step, false, ended, replayed));
        ended = false;
    }

    /** The truth of {@code step} has come, which was taken before. */
    void addTruth(Step step) {
        steps.add(new Taken(step, true, false, false));
    }

    /** The state starts from zero with the next step. */
    void end() {
        ended = true;
    }

    /** Whether the state starts from zero with a step that has not come. */
    boolean ended() {
        return ended;
    }

    @Nullable
    Taken poll() {
        return steps.poll();
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }
}
