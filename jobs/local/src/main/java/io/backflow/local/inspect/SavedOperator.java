package io.backflow.local.inspect;

/**
 * One operator of a saved job.
 *
 * @param name its name or uid; else its ID
 * @param parallelism subtasks that wrote the state
 * @param bytes of its state
 */
public record SavedOperator(String name, int parallelism, long bytes) {}
