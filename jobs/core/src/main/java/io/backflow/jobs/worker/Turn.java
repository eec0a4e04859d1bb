package io.backflow.jobs.worker;

/** What is left to do after a worker has trained for one turn: one minibatch, or one round. */
public enum Turn {
    /** Nothing is due any more. */
    DONE,
    /** More is due: take over the snapshots that have arrived meanwhile, and advance again. */
    MORE,
    /** More is due, but needs a newer snapshot: take no input, and advance again once one has arrived. */
    WAITING
}
