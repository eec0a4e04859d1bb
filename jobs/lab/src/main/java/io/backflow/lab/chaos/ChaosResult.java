package io.backflow.lab.chaos;

import io.backflow.lab.audit.AuditResult;
import java.util.Map;

/**
 * What a run under faults came to.
 *
 * @param steps timesteps that were sent, each once
 * @param faults how many faults there were of each kind
 * @param lost steps that the last model was not trained on
 * @param trainedTwice steps that it was trained on once more; those without an explanation are among them
 * @param outOfOrder steps that it was trained on after a later one of their sequence
 * @param recoveryS seconds until the job went on after a fault
 */
public record ChaosResult(
        long steps, Map<String, Integer> faults, long lost, long trainedTwice, long outOfOrder, Recoveries recoveryS) {

    /**
     * Of all faults, and of those of each kind by its label.
     *
     * @param p50 median in seconds
     * @param max maximum in seconds
     */
    public record Recoveries(double p50, double max, Map<String, Recovery> byKind) {}

    /** Median and maximum, in seconds. */
    public record Recovery(double p50, double max) {}

    static ChaosResult of(AuditResult ledger, RecoveryTimes recoveries) {
        return new ChaosResult(
                ledger.steps(),
                recoveries.counts(),
                ledger.lost(),
                ledger.trainedTwice() + ledger.unexplained(),
                ledger.outOfOrder(),
                recoveries.summary());
    }

    /** Whether each step was trained once and in order. */
    public boolean clean() {
        return lost == 0 && trainedTwice == 0 && outOfOrder == 0;
    }
}
