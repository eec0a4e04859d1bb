package io.backflow.lab.experiment.horizon;

import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.Cocob;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.CosineDecay;
import io.backflow.model.optimizer.Optimizer;
import io.backflow.model.optimizer.Schedule;
import java.util.Locale;

/**
 * How a network's parameters move.
 *
 * @param clip bound on the global norm of a gradient
 */
record UpdateRule(Optimizer rule, Schedule schedule, double clip) {

    private static final double RATE = 3e-3;

    /** Share of the rate that is left where it falls. */
    private static final double LAST_RATE = 0.02;

    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8);

    /** The rule that has no rate, as {@code init} drafts it. */
    static UpdateRule cocob() {
        return new UpdateRule(Cocob.DEFAULT, new ConstantRate(1), 10);
    }

    /** Adam with a rate that stays. */
    static UpdateRule adam() {
        return adam(new ConstantRate(RATE));
    }

    /**
     * Adam with a rate that falls to a fiftieth over {@code updates}: for online training, where a single step, and its
     * noise, is an update.
     */
    static UpdateRule fallingAdam(long updates) {
        return adam(new CosineDecay(RATE, updates, LAST_RATE * RATE, 0, false));
    }

    static UpdateRule adam(Schedule schedule) {
        return new UpdateRule(ADAM, schedule, 1);
    }

    /** The section {@code optimizer} of a job. */
    String yaml() {
        String how = rule instanceof Cocob cocob
                ? "rule: {type: cocob, alpha: " + cocob.alpha() + "}"
                : "rule: {type: adam, epsilon: 1.0e-8}, learning_rate: " + rate();
        return String.format(Locale.ROOT, "{%s, clip_norm: %s, window_norm: Infinity}", how, clip);
    }

    private String rate() {
        return schedule instanceof CosineDecay
                ? "{type: cosine, base: " + RATE + ", minimum: " + LAST_RATE * RATE + ", total_steps: " + updates()
                        + "}"
                : Double.toString(RATE);
    }

    private long updates() {
        return ((CosineDecay) schedule).totalSteps();
    }
}
