package io.backflow.lab.cluster;

/**
 * How many processes make a cluster, beside its one JobManager.
 *
 * @param taskManagers how many
 * @param slots of each TaskManager
 * @param brokers Kafka's nodes; of several, each has a copy of every record
 */
public record ClusterSize(int taskManagers, int slots, int brokers) {}
