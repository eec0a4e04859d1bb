package io.backflow.jobs.protocol.worker;

import io.backflow.jobs.protocol.Join;

/**
 * When a worker sends its {@link Join}: at once, again while no answer comes, and again after a long wait for a
 * publication that may have been lost. Times are milliseconds of any one clock.
 */
public final class JoinRetryPolicy {

    private static final long NEVER = Long.MIN_VALUE;

    private final long patienceMillis;
    private long sentAt = NEVER;
    private long receivedAt = NEVER;

    /** @param patienceMillis silence after which something may have been lost */
    public JoinRetryPolicy(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /**
     * Whether to send the join now.
     *
     * @param waiting whether the worker cannot continue without new parameters
     */
    public boolean due(long now, boolean waiting) {
        if (sentAt == NEVER) {
            return true;
        }
        boolean needed = receivedAt == NEVER || waiting;
        return needed && now - Math.max(sentAt, receivedAt) >= patienceMillis;
    }

    /** The request was sent. */
    public void sent(long now) {
        sentAt = now;
    }

    /** An accepted version has arrived. */
    public void received(long now) {
        receivedAt = now;
    }
}
