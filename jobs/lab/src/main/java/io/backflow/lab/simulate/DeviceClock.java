package io.backflow.lab.simulate;

/**
 * The clock of the device that sends a sequence.
 *
 * @param offset by how many milliseconds it is ahead; below 0, behind
 * @param leap the position of the one step that it stamps decades ahead; below 0: none
 */
record DeviceClock(long offset, int leap) {

    static final DeviceClock RIGHT = new DeviceClock(0, -1);

    /** Ahead of every bound: 70 years. */
    private static final long LEAP = 70L * 365 * 24 * 3600 * 1000;

    /** What it says at time {@code time}. */
    long says(long time, boolean leaps) {
        return time + (leaps ? LEAP : offset);
    }

    boolean isRight() {
        return equals(RIGHT);
    }

    boolean isBehind() {
        return offset < 0;
    }
}
