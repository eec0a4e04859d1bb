package io.backflow.jobs.protocol.server;

import io.backflow.jobs.config.DriftConfig;
import io.backflow.jobs.drift.Adwin;
import io.backflow.jobs.drift.DriftAlarms;

/**
 * Watches the prequential loss of a run: the mean loss of so many updates is one number of an {@link Adwin}. A rise is
 * an alarm, and what follows it is compared with nothing before it; a fall, as in learning, is none. The loss of an
 * update is known before its gradient is used. Not thread-safe.
 */
public final class DriftWatch {

    private static final double LAYOUT = 1;
    private static final int HEAD = 9;

    private final DriftConfig config;
    private final Adwin window;
    private DriftAlarms alarms = DriftAlarms.NONE;
    private long raisedUntil;
    private double lossSum;
    private double weightSum;
    private long updates;

    public DriftWatch(DriftConfig config) {
        this.config = config;
        window = new Adwin(config.delta());
    }

    /** What is to be done at an alarm. */
    public DriftConfig.Reaction reaction() {
        return config.reaction();
    }

    /** Alarms since the run began. */
    public DriftAlarms alarms() {
        return alarms;
    }

    /**
     * Takes the loss of an update; whether it makes an alarm. Updates without weights, or whose loss is not finite, do
     * not count.
     *
     * @param loss weight times loss, summed
     * @param weight weights, summed
     * @param version of the parameters before the update
     */
    public boolean observe(double loss, double weight, long version) {
        if (!(weight > 0) || !Double.isFinite(loss)) {
            return false;
        }
        lossSum += loss;
        weightSum += weight;
        updates++;
        if (updates < config.every()) {
            return false;
        }
        double mean = lossSum / weightSum;
        lossSum = 0;
        weightSum = 0;
        updates = 0;
        return window.add(mean) && risen(version);
    }

    private boolean risen(long version) {
        if (window.newerMean() <= window.olderMean()) {
            return false;
        }
        alarms = new DriftAlarms(alarms.count() + 1, version, window.olderMean(), window.newerMean());
        window.clear();
        return true;
    }

    /** From update number {@code from} on, {@code count} updates learn at the raised rate. */
    public void raise(long from, long count) {
        raisedUntil = from + count;
    }

    /** What the rate of update {@code number} is multiplied by. */
    public double rateFactor(long number) {
        return number < raisedUntil && config.reaction() instanceof DriftConfig.RaiseRate raise ? raise.factor() : 1;
    }

    /** All that a restart needs, as numbers. */
    public double[] save() {
        double[] kept = window.save();
        double[] saved = new double[HEAD + kept.length];
        saved[0] = LAYOUT;
        saved[1] = alarms.count();
        saved[2] = alarms.version();
        saved[3] = alarms.before();
        saved[4] = alarms.after();
        saved[5] = raisedUntil;
        saved[6] = lossSum;
        saved[7] = weightSum;
        saved[8] = updates;
        System.arraycopy(kept, 0, saved, HEAD, kept.length);
        return saved;
    }

    /**
     * Goes on from what {@link #save} gave.
     *
     * @throws IllegalArgumentException where a later build wrote it
     */
    public void resume(double[] saved) {
        if (saved[0] != LAYOUT) {
            throw new IllegalArgumentException("the state of drift was written in layout " + (long) saved[0]
                    + "; this build reads layout " + (long) LAYOUT + ", restore with the build that wrote it or newer");
        }
        alarms = new DriftAlarms((long) saved[1], (long) saved[2], saved[3], saved[4]);
        raisedUntil = (long) saved[5];
        lossSum = saved[6];
        weightSum = saved[7];
        updates = (long) saved[8];
        window.resume(saved, HEAD);
    }
}
