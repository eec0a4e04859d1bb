package io.backflow.lab.simulate;

import io.backflow.model.optimizer.Adam;

/**
 * The slots of a marked parameter as Adam's formula has them, in double precision, and how many updates are in them.
 * All marked parameters have the same gradient and so the same moments.
 *
 * @param first mean gradient, not yet corrected for its beginning at 0
 * @param second mean squared gradient, not yet corrected
 */
record Moments(double first, double second, long updates) {

    /** Before the first update. */
    static final Moments FRESH = new Moments(0, 0, 0);

    /** After an update with {@code gradient}. */
    Moments after(Adam rule, double gradient) {
        return new Moments(
                rule.beta1() * first + (1 - rule.beta1()) * gradient,
                rule.beta2() * second + (1 - rule.beta2()) * gradient * gradient,
                updates + 1);
    }

    /** The step of the last update, in units of the learning rate. */
    double step(Adam rule) {
        double mean = first / (1 - Math.pow(rule.beta1(), updates));
        double square = second / (1 - Math.pow(rule.beta2(), updates));
        return mean / (Math.sqrt(square) + rule.epsilon());
    }

    /**
     * The mean of several workers' moments, weighted by their updates; the mean of these numbers likewise. Where no
     * worker's have changed, the mean has not either, be it that other workers than before say so.
     */
    static final class Mean {

        private boolean changed;
        private double first;
        private double second;
        private double updates;
        private double squares;

        void add(Moments worker) {
            changed |= worker.updates > 0;
            count(worker);
        }

        /** A worker with {@code updates} has the moments of {@code former}. */
        void addUnchanged(Moments former, long updates) {
            count(new Moments(former.first, former.second, updates));
        }

        private void count(Moments worker) {
            double weight = worker.updates;
            first += weight * worker.first;
            second += weight * worker.second;
            updates += weight;
            squares += weight * weight;
        }

        /** The mean of those added since the last call; {@code former} where none has changed. */
        Moments take(Moments former) {
            Moments mean =
                    changed ? new Moments(first / updates, second / updates, Math.round(squares / updates)) : former;
            changed = false;
            first = 0;
            second = 0;
            updates = 0;
            squares = 0;
            return mean;
        }
    }
}
