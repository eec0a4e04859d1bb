package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the steps that are taken into windows. A window is completed when it holds {@code every} steps whose targets are
 * known, or when the recurrent state ends after it. Between two calls of {@link #takeCompleted} it collects the windows
 * of one sequence.
 */
final class Cutter {

    private final int every;
    private final TargetRule targets;
    private final FeatureRule features;
    private final long delay;
    private final SequenceListener listener;
    private final List<Window> completed = new ArrayList<>();

    /** @param delay milliseconds of event time after which what happens is known; windows are completed that later */
    Cutter(WindowRule rule, long delay, SequenceListener listener) {
        every = rule.every();
        targets = rule.targets();
        features = rule.features();
        this.delay = delay;
        this.listener = listener;
    }

    /** The windows that were completed since the last call, oldest first. */
    List<Window> takeCompleted() {
        if (completed.isEmpty()) {
            return List.of();
        }
        List<Window> taken = List.copyOf(completed);
        completed.clear();
        return taken;
    }

    /** Adds {@code taken}, at event time {@code time}. */
    void append(SequenceState state, Step taken, long time) {
        Step step = features.complete(state.features, taken);
        state.lastTaken = step;
        listener.taken(step);
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
            endStateAfterLast(state);
        } else if (!state.horizon.parts.isEmpty()) {
            complete(state, new Window(List.of(), time + delay, true));
        } else {
            state.clearRecurrent();
        }
        features.endEpisode(state.features);
        listener.stateEnds();
        if (carriedOn) {
            listener.ended(ending, cutShort);
        }
    }

    /** The newest ready window may have been completed by an earlier call, and is then not completed again. */
    private void endStateAfterLast(SequenceState state) {
        Window last = state.ready.removeLast();
        Window ending = new Window(last.steps(), last.completedAt(), true);
        state.ready.add(ending);
        if (!completed.isEmpty()) {
            completed.set(completed.size() - 1, ending);
        }
    }

    private void cut(SequenceState state, int steps, long time, boolean endsState) {
        Step[] window = new Step[steps];
        Arrays.setAll(window, i -> targets.resolve(state.open, i));
        state.open.subList(0, steps).clear();
        complete(state, new Window(List.of(window), time + delay, endsState));
    }

    private void complete(SequenceState state, Window window) {
        state.ready.add(window);
        completed.add(window);
    }
}
