package io.backflow.jobs.sequence;

import java.util.List;

/**
 * Puts a sequence's steps in order, distinguishes its episodes, and cuts them into windows.
 *
 * <p>Order is by step number. A step before its turn waits; a gap that outlives the {@link ReorderRule} is declared. An
 * episode ends with {@link Step#endOfSequence}, after the pauses of the {@link LifetimeRule}, or where a step number
 * that has had its turn comes again with an event time newer than all that was taken: see {@link Place}. Steps of the
 * next episode wait like early ones, since steps of this one may still be on their way.
 *
 * <p>Where order is by event time, {@link TimeOrder} stands before it and each step comes in its turn.
 */
public final class Sequencer implements StepOrder {

    private final Cutter cutter;
    private final ReorderRule reorder;
    private final LifetimeRule lifetime;
    private final SessionRule sessions;
    private final SequenceListener listener;

    public Sequencer(WindowRule windows, ReorderRule reorder, LifetimeRule lifetime, SequenceListener listener) {
        this(new Cutter(windows, 0, listener), reorder, lifetime, listener);
    }

    Sequencer(Cutter cutter, ReorderRule reorder, LifetimeRule lifetime, SequenceListener listener) {
        this.cutter = cutter;
        this.reorder = reorder;
        this.lifetime = lifetime;
        sessions = new SessionRule(lifetime.sessionGapMillis());
        this.listener = listener;
    }

    @Override
    public Acceptance accept(SequenceState state, Step step) {
        Verdict verdict = take(state, step);
        return Acceptance.of(verdict, cutter.takeCompleted());
    }

    private Verdict take(SequenceState state, Step step) {
        expireBefore(state, step);
        declareDue(state, step.eventTime());
        Place place = Place.of(state, step);
        if (place == Place.BEYOND) {
            declareNext(state, Math.max(state.lastEventTime, step.eventTime()));
            place = Place.of(state, step);
        }
        if (place == Place.PRESENT && isNext(state, step)) {
            takeAtOnce(state, step);
            return Verdict.ACCEPTED;
        }
        return switch (place) {
            case TAKEN -> Verdict.DUPLICATE;
            case GIVEN_UP -> Verdict.LATE;
            case ENDED -> Verdict.AFTER_END;
            case PRESENT, NEXT, BEYOND -> {
                hold(state, step, place);
                takeEarly(state);
                yield state.holds(step) ? Verdict.HELD : Verdict.ACCEPTED;
            }
        };
    }

    /** Ends the life of the sequence if that was over when {@code step} was made. */
    private void expireBefore(SequenceState state, Step step) {
        long end = timeToLiveEnd(state);
        if (end <= step.eventTime()) {
            doDue(state, end);
        }
        if (state.expired) {
            state.forget();
        }
    }

    /**
     * Takes {@code step} as the next of its episode, whatever its number. Steps come in the order of their event times,
     * and nothing waits for another. The windows that it completes are those of {@link #takeCompleted}.
     */
    void takeNext(SequenceState state, Step step) {
        expireBefore(state, step);
        state.lastEventTime = step.eventTime();
        take(state, step.numbered(state.episode.nextStep), step.eventTime());
    }

    /** The windows that were completed since the last call, oldest first. */
    List<Window> takeCompleted() {
        return cutter.takeCompleted();
    }

    /** Gaps, the end of a session, the end of all. */
    @Override
    public List<Window> advance(SequenceState state, long now) {
        doDue(state, now);
        return cutter.takeCompleted();
    }

    private void doDue(SequenceState state, long now) {
        for (long due = deadline(state); due <= now; due = deadline(state)) {
            if (due == gapDeadline(state)) {
                declare(state, due);
            } else if (due == sessions.deadline(state)) {
                endSession(state, due);
            } else if (due == sessions.nextDeadline(state)) {
                beginNext(state, due);
            } else {
                giveUp(state, due, Ending.TIME_TO_LIVE);
            }
        }
    }

    @Override
    public long deadline(SequenceState state) {
        long session = Math.min(sessions.deadline(state), sessions.nextDeadline(state));
        return Math.min(Math.min(gapDeadline(state), session), timeToLiveEnd(state));
    }

    @Override
    public List<Window> end(SequenceState state) {
        giveUp(state, state.lastEventTime, Ending.END_OF_INPUT);
        return cutter.takeCompleted();
    }

    @Override
    public List<Window> reset(SequenceState state) {
        cutter.finish(state, state.lastEventTime, Ending.CONTROL);
        return cutter.takeCompleted();
    }

    private void giveUp(SequenceState state, long time, Ending ending) {
        while (state.held() > 0) {
            declare(state, time);
        }
        if (sessions.isOverBefore(state, time)) {
            endSession(state, time);
        }
        cutter.finish(state, time, ending);
        state.expired = true;
    }

    /** Whether {@code step}, of the present episode, has its turn, and nothing waits that it could make possible. */
    private static boolean isNext(SequenceState state, Step step) {
        return state.held() == 0 && step.step() == state.episode.nextStep;
    }

    /** What {@link #hold} and {@link #takeEarly} do with the next step if none is held back. */
    private void takeAtOnce(SequenceState state, Step step) {
        state.lastEventTime = Math.max(state.lastEventTime, step.eventTime());
        take(state, step, state.lastEventTime);
    }

    private static void hold(SequenceState state, Step step, Place place) {
        state.lastEventTime = Math.max(state.lastEventTime, step.eventTime());
        if (place == Place.PRESENT) {
            state.early.put(step.step(), step);
        } else {
            state.holdForNext(step);
        }
    }

    /** @param time when that is found out, where no timer could have been faster */
    private void endSession(SequenceState state, long time) {
        cutter.finish(state, sessions.foundOver(state, time), Ending.SESSION_GAP);
        state.episode.over = true;
        state.lastTaken = null;
    }

    private long timeToLiveEnd(SequenceState state) {
        if (state.expired || state.lastEventTime == Long.MIN_VALUE) {
            return LifetimeRule.NEVER;
        }
        boolean forgetful = state.isBetweenEpisodes() && lifetime.timeToLiveMillis() == LifetimeRule.NEVER;
        long wait = forgetful ? LifetimeRule.REMEMBER_ENDED : lifetime.timeToLiveMillis();
        return LifetimeRule.deadline(state.lastEventTime, wait);
    }

    /** Declares the gaps that are due by {@code now}, each as of the time when it was due. */
    private void declareDue(SequenceState state, long now) {
        for (long due = gapDeadline(state); due <= now; due = gapDeadline(state)) {
            declare(state, due);
        }
    }

    private long gapDeadline(SequenceState state) {
        return state.held() == 0
                ? LifetimeRule.NEVER
                : LifetimeRule.deadline(first(state).eventTime(), reorder.maxWaitMillis());
    }

    /** The first step held back, which there must be. */
    private static Step first(SequenceState state) {
        return (state.early.isEmpty() ? state.next : state.early).firstEntry().getValue();
    }

    /** Takes what the newest step has made possible. */
    private void takeEarly(SequenceState state) {
        long time = state.lastEventTime;
        takeInTurn(state, time);
        while (state.held() > reorder.maxSteps() || gapDeadline(state) <= time) {
            declare(state, time);
        }
    }

    /** Gives up what is missing before the first step held back, be it of this episode or of the next. */
    private void declare(SequenceState state, long time) {
        if (!state.early.isEmpty()) {
            declareGap(state, time);
            takeInTurn(state, time);
        } else {
            beginNext(state, Math.min(time, sessions.nextDeadline(state)));
        }
    }

    /** Gives up all that is missing before the next episode, since a step has come at {@code time}. */
    private void declareNext(SequenceState state, long time) {
        while (!state.next.isEmpty()) {
            declare(state, time);
        }
    }

    private void beginNext(SequenceState state, long time) {
        if (sessions.isOverBefore(state, time)) {
            endSession(state, time);
        }
        cutter.finish(state, time, Ending.RESTART);
        state.beginNext();
        takeInTurn(state, time);
    }

    private void declareGap(SequenceState state, long time) {
        Step first = first(state);
        long missing = first.step() - state.episode.nextStep;
        if (sessions.isOverBefore(state, first.eventTime())) {
            endSession(state, time);
        } else if (reorder.policy() == GapPolicy.IMPUTE && missing <= reorder.maxSteps()) {
            impute(state, first.step(), time);
        } else if (reorder.policy() != GapPolicy.CARRY) {
            cutter.finish(state, time, Ending.GAP);
        }
        state.episode.skipped.add(state.episode.nextStep, first.step());
        state.episode.nextStep = first.step();
        if (state.lastTaken != null) {
            listener.gap(state, missing);
        }
    }

    private void impute(SequenceState state, long until, long time) {
        if (state.lastTaken == null) {
            return;
        }
        listener.imputed(until - state.episode.nextStep);
        for (long number = state.episode.nextStep; number < until; number++) {
            cutter.append(state, state.lastTaken.imputed(number), time);
        }
    }

    /** Takes what has its turn; {@code time} is when it could be taken. */
    private void takeInTurn(SequenceState state, long time) {
        Step step = state.early.remove(state.episode.nextStep);
        while (step != null) {
            take(state, step, time);
            if (state.episode.isFresh() && state.early.isEmpty()) {
                state.beginNext();
            }
            step = state.early.remove(state.episode.nextStep);
        }
    }

    /** The pause counts between the steps themselves, so that it does not matter whether a timer was faster. */
    private void take(SequenceState state, Step step, long time) {
        Episode episode = state.episode;
        if (sessions.isOverBefore(state, step.eventTime())) {
            endSession(state, time);
        }
        episode.over = false;
        episode.nextStep = step.step() + 1;
        episode.began = Math.min(episode.began, step.eventTime());
        episode.until = Math.max(episode.until, step.eventTime());
        state.takenAt = Math.max(time, episode.until);
        cutter.append(state, step, state.takenAt);
        if (step.endOfSequence()) {
            cutter.finish(state, state.takenAt, Ending.END_OF_SEQUENCE);
            state.endEpisode();
        }
    }
}
