package io.backflow.jobs.protocol;

/**
 * A worker's request to its server: publish the newest version, and name this request in it.
 *
 * @param worker index of the worker
 * @param nonce drawn at random at each start of the worker, so that an answer to an earlier start does not match
 */
public record Join(int worker, long nonce) {

    /** A command to publish the newest version at the next checkpoint barrier; no version names it. */
    public static final Join COMMAND = new Join(-1, 0);
}
