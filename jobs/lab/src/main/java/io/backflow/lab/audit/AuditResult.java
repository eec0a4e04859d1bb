package io.backflow.lab.audit;

/**
 * What became of the steps that were sent.
 *
 * @param steps sent, each once
 * @param lost never counted by the server whose model is the last
 * @param trainedTwice counted again after they had been counted
 * @param outOfOrder counted after a later step of their sequence
 * @param unexplained counted, but no record shows who sent or trained them
 */
public record AuditResult(long steps, long lost, long trainedTwice, long outOfOrder, long unexplained) {

    /** Whether each step was trained once and in order. */
    public boolean clean() {
        return lost == 0 && trainedTwice == 0 && outOfOrder == 0 && unexplained == 0;
    }
}
