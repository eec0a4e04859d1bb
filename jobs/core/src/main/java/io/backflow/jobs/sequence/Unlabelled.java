package io.backflow.jobs.sequence;

/** Why a step that waited for its label has none. */
public enum Unlabelled {
    /** Its wait is over. */
    EXPIRED,
    /** Too many steps of its sequence waited. */
    OVERFLOW
}
