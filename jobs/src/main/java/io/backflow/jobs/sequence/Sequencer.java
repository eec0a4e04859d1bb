package io.backflow.jobs.sequence;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts a sequence's steps in order and cuts them into windows.
 *
 * <p>Order is by step number. A step before its turn waits; a gap that outlives the {@link ReorderRule} is declared. A
 * window is finished when it holds {@code every} steps whose targets are known, when the sequence or its session ends,
 * or before a gap that resets the state. Holds nothing itself: all state is the {@link SequenceState} passed in.
 */
public final class Sequencer {

    private final int every;
    private final TargetRule targets;
    private final ReorderRule reorder;
    private final LifetimeRule lifetime;

    public Sequencer(int every, TargetRule targets, ReorderRule reorder, LifetimeRule lifetime) {
        this.every = every;
        this.targets = targets;
        this.reorder = reorder;
        this.lifetime = lifetime;
    }

    /**
     * Takes {@code step} into {@code state}; finished windows are added to {@link SequenceState#ready}.
     *
     * @param late receives held-back steps for which the end of the sequence leaves no place
     */
    public Verdict accept(SequenceState state, Step step, Consumer<Step> late) {
        if (step.step() < state.nextStep) {
            return state.skipped.contains(step.step()) ? Verdict.LATE : Verdict.DUPLICATE;
        }
        if (state.ended) {
            return Verdict.LATE;
        }
        if (state.early.containsKey(step.step())) {
            return Verdict.DUPLICATE;
        }
        state.lastEventTime = Math.max(state.lastEventTime, step.eventTime());
        if (step.step() == state.nextStep) {
            take(state, step);
        } else {
            state.early.put(step.step(), step);
        }
        takeEarly(state, state.lastEventTime);
        if (state.ended) {
            state.early.values().forEach(late);
            state.early.clear();
        }
        return state.early.containsKey(step.step()) ? Verdict.HELD : Verdict.ACCEPTED;
    }

    /** Does what event time {@code now} makes due: gaps, the end of a session, the end of all. */
    public void advance(SequenceState state, long now) {
        takeEarly(state, now);
        if (sessionEnd(state) <= now) {
            finish(state, sessionEnd(state));
        }
        if (timeToLiveEnd(state) <= now) {
            expire(state, timeToLiveEnd(state));
        }
    }

    /** The next event time at which {@link #advance} has something to do, or {@link LifetimeRule#NEVER}. */
    public long deadline(SequenceState state) {
        long gap = state.early.isEmpty()
                ? LifetimeRule.NEVER
                : LifetimeRule.deadline(firstEarly(state).eventTime(), reorder.maxWaitMillis());
        return Math.min(gap, Math.min(sessionEnd(state), timeToLiveEnd(state)));
    }

    /** Gives up the sequence at event time {@code time}: what is held back is taken, what is open is finished. */
    public void expire(SequenceState state, long time) {
        while (!state.early.isEmpty()) {
            declareGap(state);
            takeInTurn(state);
        }
        finish(state, time);
        state.ended = true;
        state.expired = true;
    }

    private long sessionEnd(SequenceState state) {
        boolean nothingOpen = state.open.isEmpty() && state.recurrentVersion < 0;
        return nothingOpen
                ? LifetimeRule.NEVER
                : LifetimeRule.deadline(state.lastEventTime, lifetime.sessionGapMillis());
    }

    private long timeToLiveEnd(SequenceState state) {
        if (state.expired) {
            return LifetimeRule.NEVER;
        }
        boolean forgetful = state.ended && lifetime.timeToLiveMillis() == LifetimeRule.NEVER;
        long wait = forgetful ? LifetimeRule.REMEMBER_ENDED : lifetime.timeToLiveMillis();
        return LifetimeRule.deadline(state.lastEventTime, wait);
    }

    private void takeEarly(SequenceState state, long now) {
        takeInTurn(state);
        while (!state.early.isEmpty() && !state.ended && gapIsDue(state, now)) {
            declareGap(state);
            takeInTurn(state);
        }
    }

    private boolean gapIsDue(SequenceState state, long now) {
        return state.early.size() > reorder.maxSteps()
                || now >= LifetimeRule.deadline(firstEarly(state).eventTime(), reorder.maxWaitMillis());
    }

    private static Step firstEarly(SequenceState state) {
        return state.early.firstEntry().getValue();
    }

    private void declareGap(SequenceState state) {
        long first = state.early.firstKey();
        boolean tooLong = first - state.nextStep > reorder.maxSteps();
        if (reorder.policy() == GapPolicy.IMPUTE && !tooLong) {
            impute(state, first);
        } else if (reorder.policy() != GapPolicy.CARRY) {
            finish(state, state.lastEventTime);
        }
        state.skipped.add(state.nextStep, first);
        state.nextStep = first;
    }

    private void impute(SequenceState state, long until) {
        if (state.lastTaken == null) {
            return;
        }
        for (long number = state.nextStep; number < until; number++) {
            append(state, state.lastTaken.imputed(number));
        }
    }

    private void takeInTurn(SequenceState state) {
        while (!state.ended && state.early.containsKey(state.nextStep)) {
            take(state, state.early.remove(state.nextStep));
        }
    }

    private void take(SequenceState state, Step step) {
        state.nextStep = step.step() + 1;
        append(state, step);
        if (step.endOfSequence()) {
            finish(state, state.lastEventTime);
            state.ended = true;
        }
    }

    private void append(SequenceState state, Step step) {
        state.lastTaken = step;
        state.open.add(step);
        if (state.open.size() - targets.stepsAhead() >= every) {
            cut(state, every, state.lastEventTime, false);
        }
    }

    /** Cuts all that is open; the recurrent state starts from zero afterwards. */
    private void finish(SequenceState state, long time) {
        while (state.open.size() > every) {
            cut(state, every, time, false);
        }
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
    }

    private void cut(SequenceState state, int steps, long time, boolean endsState) {
        Step[] window = new Step[steps];
        Arrays.setAll(window, i -> targets.resolve(state.open, i));
        state.open.subList(0, steps).clear();
        state.ready.add(new Window(List.of(window), time, endsState));
    }
}
