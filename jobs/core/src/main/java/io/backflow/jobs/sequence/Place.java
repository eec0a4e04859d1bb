package io.backflow.jobs.sequence;

/** Where an arriving step belongs, by its number and its event time. */
enum Place {
    /** Among the steps of the present episode that are still to be taken. */
    PRESENT,
    /** Among those of the next episode, which has not begun yet. */
    NEXT,
    /** In an episode after the next. */
    BEYOND,
    /** Where the same step was already. */
    TAKEN,
    /** Where the present episode has given up a gap. */
    GIVEN_UP,
    /** In an episode that has ended, or in one that was not seen. */
    ENDED;

    /**
     * A number that has had its turn comes again: with the same or an older event time it is a repetition, with a newer
     * one it begins the next episode. While that one waits to begin, steps that are not older than its oldest step
     * belong to it.
     */
    static Place of(SequenceState state, Step step) {
        Episode former = state.former;
        Episode episode = state.episode;
        if (former != null && former.isBefore(episode, step)) {
            return former.hasTaken(step) ? TAKEN : ENDED;
        }
        if (step.step() < episode.nextStep) {
            if (step.eventTime() > episode.until) {
                return next(state, step);
            }
            if (episode.skipped.contains(step.step())) {
                return GIVEN_UP;
            }
            return step.eventTime() < episode.began ? ENDED : TAKEN;
        }
        if (step.eventTime() >= state.nextFrom) {
            return next(state, step);
        }
        Step held = state.early.isEmpty() ? null : state.early.get(step.step());
        if (held == null) {
            return PRESENT;
        }
        return repeats(step, held) ? TAKEN : next(state, step);
    }

    private static Place next(SequenceState state, Step step) {
        Step held = state.next.get(step.step());
        if (held == null) {
            return NEXT;
        }
        return repeats(step, held) ? TAKEN : BEYOND;
    }

    private static boolean repeats(Step step, Step held) {
        return step.eventTime() <= held.eventTime();
    }
}
