package io.backflow.jobs.config;

/** What happens if a key has another value when a job continues from saved state. */
enum Change {
    /** The job continues with the new value. */
    FREE,
    /** The job continues with the new value, and the state is converted to it. */
    CONVERTED,
    /** The job does not start: the state was made with the former value and is invalid under another. */
    REFUSED
}
