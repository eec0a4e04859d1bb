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
     * @param late receives steps held back before, for which the end of the sequence leaves no place
     */
    public Verdict accept(SequenceState state, Step step, Consumer<Step> late) {
        declareDue(state, step.eventTime());
        dropBehindEnd(state, late);
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
        state.early.put(step.step(), step);
        takeEarly(state);
        if (state.ended && state.early.remove(step.step()) != null) {
            dropBehindEnd(state, late);
            return Verdict.LATE;
        }
        dropBehindEnd(state, late);
        return state.early.containsKey(step.step()) ? Verdict.HELD : Verdict.ACCEPTED;
    }

    /**
     * Does what event time {@code now} makes due: gaps, the end of a session, the end of all. Afterwards
     * {@link #deadline} is later than {@code now}.
     *
     * @param late as for {@link #accept}
     */
    public void advance(SequenceState state, long now, Consumer<Step> late) {
        declareDue(state, now);
        dropBehindEnd(state, late);
        long sessionEnd = sessionEnd(state);
        if (sessionEnd <= now) {
            finish(state, sessionEnd);
        }
        long end = timeToLiveEnd(state);
        if (end <= now) {
            expire(state, end, late);
        }
    }

    /** The next event time at which {@link #advance} has something to do, or {@link LifetimeRule#NEVER}. */
    public long deadline(SequenceState state) {
        return Math.min(gapDeadline(state), Math.min(sessionEnd(state), timeToLiveEnd(state)));
    }

    /**
     * Gives up the sequence at event time {@code time}: what is held back is taken, what is open is finished.
     *
     * @param late as for {@link #accept}
     */
    public void expire(SequenceState state, long time, Consumer<Step> late) {
        while (!state.early.isEmpty() && !state.ended) {
            declareGap(state, time);
            takeInTurn(state, time);
        }
        dropBehindEnd(state, late);
        finish(state, time);
        state.ended = true;
        state.expired = true;
    }

    /** A sequence that holds steps back is not silent: first the gap before them is decided. */
    private long sessionEnd(SequenceState state) {
        return state.early.isEmpty() && inSession(state)
                ? LifetimeRule.deadline(state.lastEventTime, lifetime.sessionGapMillis())
                : LifetimeRule.NEVER;
    }

    /** Whether the recurrent state would be carried on by the next step. */
    private static boolean inSession(SequenceState state) {
        if (!state.open.isEmpty()) {
            return true;
        }
        Window last = state.ready.peekLast();
        return last == null ? state.recurrentVersion >= 0 : !last.endsState();
    }

    private long timeToLiveEnd(SequenceState state) {
        if (state.expired) {
            return LifetimeRule.NEVER;
        }
        boolean forgetful = state.ended && lifetime.timeToLiveMillis() == LifetimeRule.NEVER;
        long wait = forgetful ? LifetimeRule.REMEMBER_ENDED : lifetime.timeToLiveMillis();
        return LifetimeRule.deadline(state.lastEventTime, wait);
    }

    private static void dropBehindEnd(SequenceState state, Consumer<Step> late) {
        if (state.ended) {
            state.early.values().forEach(late);
            state.early.clear();
        }
    }

    /**
     * Declares the gaps that have outlived their time by {@code now}, each as of the time when it was due: it does not
     * matter whether a timer or the sequence's next step was faster.
     */
    private void declareDue(SequenceState state, long now) {
        long time = state.lastEventTime;
        while (!state.ended && gapDeadline(state) <= now) {
            time = Math.max(time, gapDeadline(state));
            declareGap(state, time);
            takeInTurn(state, time);
        }
    }

    private long gapDeadline(SequenceState state) {
        return state.early.isEmpty()
                ? LifetimeRule.NEVER
                : LifetimeRule.deadline(state.early.firstEntry().getValue().eventTime(), reorder.maxWaitMillis());
    }

    /** Takes what the newest step has made possible. */
    private void takeEarly(SequenceState state) {
        takeInTurn(state, state.lastEventTime);
        while (!state.ended && (state.early.size() > reorder.maxSteps() || gapDeadline(state) <= state.lastEventTime)) {
            declareGap(state, state.lastEventTime);
            takeInTurn(state, state.lastEventTime);
        }
    }

    private void declareGap(SequenceState state, long time) {
        long first = state.early.firstKey();
        boolean tooLong = first - state.nextStep > reorder.maxSteps();
        if (reorder.policy() == GapPolicy.IMPUTE && !tooLong) {
            impute(state, first, time);
        } else if (reorder.policy() != GapPolicy.CARRY) {
            finish(state, time);
        }
        state.skipped.add(state.nextStep, first);
        state.nextStep = first;
    }

    private void impute(SequenceState state, long until, long time) {
        if (state.lastTaken == null) {
            return;
        }
        for (long number = state.nextStep; number < until; number++) {
            append(state, state.lastTaken.imputed(number), time);
        }
    }

    private void takeInTurn(SequenceState state, long time) {
        while (!state.ended && state.early.containsKey(state.nextStep)) {
            take(state, state.early.remove(state.nextStep), time);
        }
    }

    private void take(SequenceState state, Step step, long time) {
        endSessionBefore(state, step);
        state.nextStep = step.step() + 1;
        append(state, step, time);
        if (step.endOfSequence()) {
            finish(state, time);
            state.ended = true;
        }
    }

    /** The pause counts between the steps themselves, so that it does not matter whether a timer was faster. */
    private void endSessionBefore(SequenceState state, Step step) {
        if (state.lastTaken == null) {
            return;
        }
        long end = LifetimeRule.deadline(state.lastTaken.eventTime(), lifetime.sessionGapMillis());
        if (end <= step.eventTime()) {
            finish(state, end);
        }
    }

    private void append(SequenceState state, Step step, long time) {
        state.lastTaken = step;
        state.open.add(step);
        if (state.open.size() - targets.stepsAhead() >= every) {
            cut(state, every, time, false);
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
