package io.backflow.jobs.sequence;

import java.util.Arrays;
import java.util.List;

/**
 * Cuts the steps that are taken into windows. A window is finished when it holds {@code every} steps whose targets are
 * known, or when the recurrent state ends after it.
 *
 * @param every steps of a window
 */
record Cutter(int every, TargetRule targets, SequenceListener listener) {

    /** Adds {@code step}, taken at event time {@code time}. */
    void append(SequenceState state, Step step, long time) {
        state.lastTaken = step;
        state.open.add(step);
        if (state.open.size() - targets.stepsAhead() >= every) {
            cut(state, every, time, false);
        }
    }

    /** Cuts all that is open; the recurrent state starts from zero afterwards. */
    void finish(SequenceState state, long time, Ending ending) {
        boolean carriedOn = state.carriesOn();
        while (state.open.size() > every) {
            cut(state, every, time, false);
        }
        boolean cutShort = !state.open.isEmpty() && state.open.size() < every;
        if (!state.open.isEmpty()) {
            cut(state, state.open.size(), time, true);
        } else if (!state.ready.isEmpty()) {
            Window last = state.ready.removeLast();
            state.ready.add(new Window(last.steps(), last.completedAt(), true));
        } else if (!state.horizon.parts.isEmpty()) {
            state.ready.add(new Window(List.of(), time, true));
        } else {
            state.clearRecurrent();
        }
        if (carriedOn) {
            listener.ended(ending, cutShort);
        }
    }

    private void cut(SequenceState state, int steps, long time, boolean endsState) {
        Step[] window = new Step[steps];
        Arrays.setAll(window, i -> targets.resolve(state.open, i));
        state.open.subList(0, steps).clear();
        state.ready.add(new Window(List.of(window), time, endsState));
    }
}
