package io.backflow.jobs.control;

/**
 * Where a command stands in the topic {@code control}, which distinguishes it from all others.
 *
 * @param partition of the topic
 * @param offset in the partition
 */
public record CommandId(int partition, long offset) {}
