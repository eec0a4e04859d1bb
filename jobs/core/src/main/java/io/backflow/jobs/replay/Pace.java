package io.backflow.jobs.replay;

/** When steps are due that follow one another as in event time, faster or slower. */
final class Pace {

    /** How long a wait goes on unseen. */
    static final long GLANCE_MILLIS = 100;

    private final double speed;
    private final long first;
    private final long start = System.nanoTime();

    /**
     * Begins now.
     *
     * @param speed how many times as fast as event time; 0: nothing waits
     * @param first event time of what is due now, milliseconds
     */
    Pace(double speed, long first) {
        this.speed = speed;
        this.first = first;
    }

    /** How long it is until a step of event time {@code time} is due; 0 or less: it is due. */
    long millisUntil(long time) {
        return speed == 0 ? 0 : (long) ((time - first) / speed) - (System.nanoTime() - start) / 1_000_000;
    }
}
