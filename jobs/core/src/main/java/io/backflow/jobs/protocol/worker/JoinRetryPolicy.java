package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.Join;

/**
 * When a worker sends its {@link Join}: at once, again while no answer comes, and again when it has waited long for news
 * that may have been lost. Times are milliseconds of any one clock.
 */
public final class JoinRetryPolicy {

    private static final long NEVER = Long.MIN_VALUE;

    private final long patienceMillis;
    private long askedAt = NEVER;
    private long heardAt = NEVER;

    /** @param patienceMillis silence after which something may have been lost */
    public JoinRetryPolicy(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /**
     * Whether to ask now.
     *
     * @param waiting whether the worker cannot go on without news
     */
    public boolean due(long now, boolean waiting) {
        if (askedAt == NEVER) {
            return true;
        }
        boolean needed = heardAt == NEVER || waiting;
        return needed && now - Math.max(askedAt, heardAt) >= patienceMillis;
    }

    /** The request was sent. */
    public void asked(long now) {
        askedAt = now;
    }

    /** Something that was believed has come. */
    public void heard(long now) {
        heardAt = now;
    }
}
