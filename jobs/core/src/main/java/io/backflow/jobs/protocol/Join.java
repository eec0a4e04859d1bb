package io.backflow.jobs.protocol;

/**
 * A worker's request to the server that it is connected to: publish what you have, and name me.
 *
 * @param worker index of the worker
 * @param nonce drawn anew whenever the worker starts, so that an answer to a former start is none to this one
 */
public record Join(int worker, long nonce) {}
