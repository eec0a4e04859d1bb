package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Vectors;
import java.util.Arrays;

/**
 * Takes an optimizer step, and reverts it if a parameter or a slot would no longer be finite: a gradient
 * may be finite and its step too long. Leaves the statistics at the end of the parameters as they are, whatever the
 * rule of the step does where a gradient is 0.
 */
public final class FiniteStep {

    private final int statistics;
    private float[] parametersBefore = {};
    private float[] slotsBefore = {};

    /** Of parameters without statistics. */
    public FiniteStep() {
        this(0);
    }

    /** @param statistics how many of the parameters are not to be changed: the last */
    public FiniteStep(int statistics) {
        this.statistics = statistics;
    }

    /**
     * Runs {@code step}, which changes {@code parameters} and {@code slots} in place.
     *
     * @return whether it was kept; if not, both are what they were
     */
    public boolean take(float[] parameters, float[] slots, Runnable step) {
        parametersBefore = copy(parameters, parametersBefore);
        slotsBefore = copy(slots, slotsBefore);
        step.run();
        int learnt = parameters.length - statistics;
        System.arraycopy(parametersBefore, learnt, parameters, learnt, statistics);
        if (Vectors.finite(parameters) && Vectors.finite(slots)) {
            return true;
        }
        System.arraycopy(parametersBefore, 0, parameters, 0, parameters.length);
        System.arraycopy(slotsBefore, 0, slots, 0, slots.length);
        return false;
    }

    /** The parameters before the last step; until the next. */
    float[] before() {
        return parametersBefore;
    }

    private static float[] copy(float[] from, float[] buffer) {
        if (buffer.length != from.length) {
            return Arrays.copyOf(from, from.length);
        }
        System.arraycopy(from, 0, buffer, 0, from.length);
        return buffer;
    }
}
