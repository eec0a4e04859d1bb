package io.backflow.jobs.sequence;

/**
 * When a silent sequence is given up, in milliseconds of event time since its newest step.
 *
 * @param sessionGapMillis after this the unfinished window is finished and the recurrent state starts from zero; the
 *     next episode goes on counting or starts again. Steps that follow each other this far apart are in two sessions
 * @param timeToLiveMillis after this nothing of the sequence is kept, and each step is new; until then a
 *     repetition is recognised
 */
public record LifetimeRule(long sessionGapMillis, long timeToLiveMillis) {

    /** How long an ended sequence is remembered where {@code timeToLiveMillis} is {@link #NEVER}: a day. */
    public static final long REMEMBER_ENDED = 24L * 60 * 60 * 1000;

    /** Never. */
    public static final long NEVER = Long.MAX_VALUE;

    static long deadline(long from, long wait) {
        return wait == NEVER || from > NEVER - wait ? NEVER : from + wait;
    }
}
