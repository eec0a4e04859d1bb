package io.backflow.jobs.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the steps that are taken into windows. A window is completed when it holds {@code every} steps whose targets are
 * known, or when the recurrent state ends after it. Between two calls of {@link #takeCompleted} it collects the windows
 * of one sequence.
 */
final class Cutter {

    private final int every;
    private final boolean aligned;
    private final TargetRule targets;
    private final FeatureRule features;
    private final long delay;
    private final @Nullable LabelJoin labels;
    private final SequenceListener listener;
    private final List<Window> completed = new ArrayList<>();

    /** @param delay milliseconds of event time after which what happens is known; windows are completed that later */
    Cutter(WindowRule rule, long delay, SequenceListener listener) {
        this(rule, delay, null, listener);
    }

    /** @param labels joins the labels that come later; null: none do */
    Cutter(WindowRule rule, long delay, @Nullable LabelJoin labels, SequenceListener listener) {
        this.labels = labels;
        every = rule.every();
        aligned = rule.aligned();
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
        if (labels == null) {
            state.lastTaken = step;
            listener.taken(step);
            state.open.add(step);
        } else {
            Step without = step.withoutTarget();
            state.lastTaken = without;
            listener.taken(without);
            state.open.add(labels.taken(state, step));
            if (labels.bound(state, time)) {
                release(state);
            }
        }
        if (aligned) {
            cutAligned(state, time);
        } else if (state.open.size() - targets.stepsAhead() >= every) {
            cut(state, every, time, false);
        }
    }

    /** Cuts all that is open; the recurrent state starts from zero afterwards. */
    void finish(SequenceState state, long time, Ending ending) {
        boolean carriedOn = state.carriesOn();
        while (state.open.size() > length(state)) {
            cut(state, length(state), time, false);
        }
        boolean cutShort = !state.open.isEmpty() && state.open.size() < every;
        if (!state.open.isEmpty()) {
            cut(state, state.open.size(), time, true);
        } else if (labels != null && labels.endStateAfterLast(state)) {
            release(state);
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
        Window ending = last.endingState();
        state.ready.add(ending);
        if (!completed.isEmpty()) {
            completed.set(completed.size() - 1, ending);
        }
    }

    /** A window is complete when its last step has come, or a step after it; that may complete two. */
    private void cutAligned(SequenceState state, long time) {
        long newest = state.open.get(state.open.size() - 1).step();
        if (newest / every == state.open.get(0).step() / every && (newest + 1) % every != 0) {
            return; // the first window goes on
        }
        for (int steps = length(state); steps > 0; steps = length(state)) {
            boolean whole =
                    steps < state.open.size() || (state.open.get(steps - 1).step() + 1) % every == 0;
            if (!whole || state.open.size() - targets.stepsAhead() < steps) {
                return;
            }
            cut(state, steps, time, false);
        }
    }

    /** How many of the open steps the next window has at most. */
    private int length(SequenceState state) {
        if (!aligned) {
            return every;
        }
        int steps = 0;
        while (steps < state.open.size()
                && state.open.get(steps).step() / every == state.open.get(0).step() / every) {
            steps++;
        }
        return steps;
    }

    private void cut(SequenceState state, int steps, long time, boolean endsState) {
        Step[] window = new Step[steps];
        Arrays.setAll(window, i -> targets.resolve(state.open, i));
        state.open.subList(0, steps).clear();
        Window cut = new Window(List.of(window), time + delay, endsState);
        if (labels == null) {
            complete(state, cut);
        } else {
            labels.cut(state, cut);
            release(state);
        }
    }

    /** Completes the windows whose steps wait for labels no longer. */
    void release(SequenceState state) {
        if (labels != null) {
            for (Window next = labels.next(state); next != null; next = labels.next(state)) {
                complete(state, next);
            }
        }
    }

    private void complete(SequenceState state, Window window) {
        state.ready.add(window);
        completed.add(window);
    }
}
