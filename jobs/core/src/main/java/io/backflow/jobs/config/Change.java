package io.backflow.jobs.config;

/** What becomes of a key that has another value when a job goes on from saved state. */
enum Change {
    /** The job goes on with the new value. */
    FREE,
    /** The job goes on with the new value, and the state is converted to it. */
    CONVERTED,
    /** The job does not start: the state was made with the former value, and is worth nothing under another. */
    REFUSED
}
