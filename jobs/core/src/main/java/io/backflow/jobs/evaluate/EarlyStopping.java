package io.backflow.jobs.evaluate;

import io.backflow.jobs.config.ValidationConfig;

/**
 * Decides which version is the best, and when it is time to stop, as Keras' callback of this name does for a loss: a
 * version is better if its loss is below the best one by more than {@code min_delta}, and {@code patience} validations
 * in a row without a better version are enough. A loss that is not a number is not better. Not thread-safe.
 */
public final class EarlyStopping {

    private final double minDelta;
    private final int patience;
    private double best;
    private int wait;
    private long validations;

    /** @param best the best loss so far; infinite: none */
    public EarlyStopping(ValidationConfig config, double best) {
        minDelta = config.minDelta();
        patience = config.patience() == null ? Integer.MAX_VALUE : config.patience();
        this.best = best;
    }

    /** Takes the loss of the next version; whether that is the best one now. */
    public boolean better(double loss) {
        validations++;
        if (best - loss > minDelta) {
            best = loss;
            wait = 0;
            return true;
        }
        wait++;
        return false;
    }

    /** Whether there were enough validations without a better version. */
    public boolean stops() {
        return wait >= patience;
    }

    /** Validations so far. */
    public long validations() {
        return validations;
    }
}
