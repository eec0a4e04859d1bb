package io.backflow.jobs.worker;

import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.Vectors;
import io.backflow.jobs.protocol.server.FiniteStep;
import io.backflow.model.Gradients;
import java.util.Arrays;
import java.util.Optional;

/** The optimizer of a worker that takes steps of its own. */
final class LocalOptimizer {

    private static final float[] UNCHANGED = {};

    private final Learning learning;
    private final LearningControl control;
    private final float[] slots;
    private final FiniteStep finite;
    private boolean changed;
    private long steps;
    private long since;
    private long refused;

    LocalOptimizer(Learning learning, int parameters, LearningControl control) {
        this.learning = learning;
        this.control = control;
        finite = new FiniteStep(learning.statistics());
        slots = new float[parameters * learning.rule().slotsPerParameter()];
    }

    /** Begins with fresh slots, as before a first step. */
    void beginAnew() {
        Arrays.fill(slots, learning.rule().initialSlotValue());
        steps = 0;
        changed = true;
        since = control.drift().slotsSince();
    }

    /** Continues with the slots of an earlier session. */
    void resume(Slots former) {
        System.arraycopy(former.values(), 0, slots, 0, slots.length);
        steps = former.updates();
        since = former.since();
    }

    /**
     * Takes one step, with fresh slots after an alarm of drift that makes them so; or none if the gradient is empty or
     * not finite, if a parameter would not be finite, or if learning is paused.
     *
     * @param parameters changed in place
     * @param gradients the summed gradient; scaled in place
     * @param globalUpdates updates of all workers so far, which the learning rate goes by
     * @return whether a step was taken
     */
    boolean step(float[] parameters, Gradients gradients, long globalUpdates) {
        double scale = learning.scale(gradients);
        if (Double.isNaN(scale)) {
            refused++;
            return false;
        }
        if (scale == 0 || control.paused()) {
            return false;
        }
        if (control.drift().slotsSince() > since) {
            beginAnew();
        }
        Vectors.scale(gradients.values(), (float) scale);
        double rate = control.rate(learning.learningRate().at(globalUpdates), globalUpdates);
        boolean kept = finite.take(
                parameters, slots, () -> learning.rule().update(parameters, gradients.values(), slots, steps, rate));
        if (!kept) {
            refused++;
            return false;
        }
        steps++;
        changed = true;
        return true;
    }

    /** The slots for the next session, if the rule has any; shares the values with this optimizer. */
    Optional<Slots> slots() {
        return slots.length == 0 ? Optional.empty() : Optional.of(new Slots(slots, steps, since));
    }

    /** The same for the server; without values if they are those of the last call, or those that it had itself. */
    Optional<Slots> takeSlots() {
        boolean sent = !changed;
        changed = false;
        return slots().map(own -> sent ? new Slots(UNCHANGED, own.updates(), own.since()) : own);
    }

    long refused() {
        return refused;
    }
}
