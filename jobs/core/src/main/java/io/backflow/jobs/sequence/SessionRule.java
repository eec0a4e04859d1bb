package io.backflow.jobs.sequence;

/**
 * When the session of the steps that a sequence has taken is over, and when that is found out.
 *
 * <p>A session ends by the event times of its steps alone. What is complete then belongs to a time that has not passed
 * yet, however far other sequences have brought event time: not to one before the last of the steps was taken.
 *
 * @param gapMillis event time after the newest step of a session; {@link LifetimeRule#NEVER}: it does not end by itself
 */
record SessionRule(long gapMillis) {

    /** Whether the session ends before {@code time}, and nothing has been done about it yet. */
    boolean isOverBefore(SequenceState state, long time) {
        return !state.episode.over && end(state) <= time;
    }

    private long end(SequenceState state) {
        long until = state.episode.until;
        return until == Long.MIN_VALUE ? LifetimeRule.NEVER : LifetimeRule.deadline(until, gapMillis);
    }

    /** A sequence that holds a step of its session back is not silent: first the gap before that is decided. */
    long deadline(SequenceState state) {
        return state.episode.over || isHeldBack(state) ? LifetimeRule.NEVER : over(state);
    }

    /** When the next episode begins because the session is over and event time has come as far as that episode. */
    long nextDeadline(SequenceState state) {
        return state.early.isEmpty() && !state.next.isEmpty()
                ? Math.max(over(state), state.nextFrom)
                : LifetimeRule.NEVER;
    }

    /**
     * When it is found out that the session is over.
     *
     * @param time the present, which counts where no timer could have been faster
     */
    long foundOver(SequenceState state, long time) {
        return isHeldBack(state) ? Math.max(time, over(state)) : over(state);
    }

    private long over(SequenceState state) {
        return Math.max(end(state), state.takenAt);
    }

    private boolean isHeldBack(SequenceState state) {
        long end = end(state);
        for (Step early : state.early.values()) {
            if (early.eventTime() < end) {
                return true;
            }
        }
        return false;
    }
}
