package io.backflow.jobs.worker;

import java.util.function.ToIntFunction;

/**
 * How a job spreads its sequences, whatever the number of its workers.
 *
 * @param count how many groups there are: Flink's maximum parallelism
 * @param of the group of a sequence ID, from 0
 */
public record KeyGroups(int count, ToIntFunction<String> of) {}
