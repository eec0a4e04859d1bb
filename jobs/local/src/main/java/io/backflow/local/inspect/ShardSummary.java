package io.backflow.local.inspect;

/**
 * What is kept of one shard of the parameters, in short.
 *
 * @param version updates merged since the run began
 * @param session restarts of the server, from 1
 * @param values how many parameters it has
 * @param updates of the server's own rule
 * @param steps timesteps trained; 0 but in the first shard
 * @param largest greatest absolute value among the parameters
 */
public record ShardSummary(long version, long session, int values, long updates, long steps, float largest) {}
