package io.backflow.jobs.protocol.server;

import io.backflow.jobs.config.DriftConfig;
import io.backflow.jobs.drift.Adwin;

/**
 * Watches one loss: its mean over so many updates is one number of an {@link Adwin}. A rise is an alarm, and what
 * follows it is compared with nothing before it; a fall, as in learning, is none. Not thread-safe.
 */
final class LossWatch {

    private static final double LAYOUT = 2;
    private static final int HEAD = 11;

    /** Without the versions of reactions. */
    private static final double FORMER_LAYOUT = 1;

    private static final int FORMER_HEAD = 9;

    private final int every;
    private final Adwin window;
    private long count;
    private long version;
    private double before;
    private double after;
    private long raisedUntil;
    private long reactsSince;
    private long slotsSince;
    private double lossSum;
    private double weightSum;
    private long updates;

    LossWatch(DriftConfig config) {
        every = config.every();
        window = new Adwin(config.delta());
    }

    /**
     * Takes the loss of an update; whether it makes an alarm. Updates without weights, or whose loss is not finite, do
     * not count.
     *
     * @param loss weight times loss, summed
     * @param weight weights, summed
     * @param parameters version of the parameters before the update
     */
    boolean observe(double loss, double weight, long parameters) {
        if (!(weight > 0) || !Double.isFinite(loss)) {
            return false;
        }
        lossSum += loss;
        weightSum += weight;
        updates++;
        if (updates < every) {
            return false;
        }
        double mean = lossSum / weightSum;
        lossSum = 0;
        weightSum = 0;
        updates = 0;
        return window.add(mean) && risen(parameters);
    }

    private boolean risen(long parameters) {
        if (window.newerMean() <= window.olderMean()) {
            return false;
        }
        count++;
        version = parameters;
        before = window.olderMean();
        after = window.newerMean();
        window.clear();
        return true;
    }

    /** Alarms since the run began. */
    long count() {
        return count;
    }

    /** Version of the parameters at the last alarm. */
    long version() {
        return version;
    }

    /** Mean loss before the last alarm. */
    double before() {
        return before;
    }

    /** Mean loss after the last alarm. */
    double after() {
        return after;
    }

    /** The workers react from {@code firstVersion} on. */
    void reactFrom(long firstVersion) {
        reactsSince = firstVersion;
    }

    /** The version from which workers react to the last alarm; 0: there was none that they react to. */
    long reactsSince() {
        return reactsSince;
    }

    /** The workers' slots that are kept were last made fresh by the reaction of {@code firstVersion}. */
    void slotsSince(long firstVersion) {
        slotsSince = firstVersion;
    }

    /** The version whose reaction last made the workers' slots fresh that are kept; 0: none did. */
    long slotsSince() {
        return slotsSince;
    }

    /** The rate is raised before update number {@code update}. */
    void raiseUntil(long update) {
        raisedUntil = update;
    }

    /** The update before which the rate is raised. */
    long raisedUntil() {
        return raisedUntil;
    }

    /** All that a restart needs, as numbers. */
    double[] save() {
        double[] kept = window.save();
        double[] saved = new double[HEAD + kept.length];
        saved[0] = LAYOUT;
        saved[1] = count;
        saved[2] = version;
        saved[3] = before;
        saved[4] = after;
        saved[5] = raisedUntil;
        saved[6] = lossSum;
        saved[7] = weightSum;
        saved[8] = updates;
        saved[9] = reactsSince;
        saved[10] = slotsSince;
        System.arraycopy(kept, 0, saved, HEAD, kept.length);
        return saved;
    }

    /**
     * Goes on from what {@link #save} gave.
     *
     * @throws IllegalArgumentException where a later build wrote it
     */
    void resume(double[] saved) {
        if (saved[0] != LAYOUT && saved[0] != FORMER_LAYOUT) {
            throw new IllegalArgumentException("the state of drift was written in layout " + (long) saved[0]
                    + "; this build reads layout " + (long) LAYOUT + ", restore with the build that wrote it or newer");
        }
        count = (long) saved[1];
        version = (long) saved[2];
        before = saved[3];
        after = saved[4];
        raisedUntil = (long) saved[5];
        lossSum = saved[6];
        weightSum = saved[7];
        updates = (long) saved[8];
        boolean former = saved[0] == FORMER_LAYOUT;
        reactsSince = former ? 0 : (long) saved[9];
        slotsSince = former ? 0 : (long) saved[10];
        window.resume(saved, former ? FORMER_HEAD : HEAD);
    }
}
