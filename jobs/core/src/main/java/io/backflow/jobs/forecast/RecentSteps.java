package io.backflow.jobs.forecast;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The last steps of a sequence and the state before them, from which newer parameters compute the live state again.
 * Holds at least the last {@code back} steps once so many have come, and never {@code 2 back}. Mutable.
 */
public final class RecentSteps {

    /** Oldest first. */
    public final List<Step> steps = new ArrayList<>();

    /** The state before the oldest of {@link #steps}, {@code [S]}. */
    public final float[] before;

    /** The state after the first {@code back} of {@link #steps}, {@code [S]}; zero while there are fewer. */
    public final float[] middle;

    /** @param stateSize {@code S} */
    public RecentSteps(int stateSize) {
        before = new float[stateSize];
        middle = new float[stateSize];
    }

    /**
     * Adds the newest step.
     *
     * @param after the state after it, {@code [S]}
     * @param back how many steps are kept at least
     */
    void add(Step step, float[] after, int back) {
        steps.add(step);
        if (steps.size() >= 2 * back) {
            System.arraycopy(middle, 0, before, 0, before.length);
            steps.subList(0, back).clear();
        }
        if (steps.size() == back) {
            System.arraycopy(after, 0, middle, 0, middle.length);
        }
    }

    /** Becomes equal to {@code from}, and shares only the steps, which never change. */
    public void become(RecentSteps from) {
        steps.clear();
        steps.addAll(from.steps);
        System.arraycopy(from.before, 0, before, 0, before.length);
        System.arraycopy(from.middle, 0, middle, 0, middle.length);
    }
}
