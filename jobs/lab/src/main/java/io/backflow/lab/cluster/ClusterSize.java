package io.backflow.lab.cluster;

/**
 * Which processes make a cluster, beside its JobManager.
 *
 * @param taskManagers how many
 * @param slots of each TaskManager
 * @param brokers Kafka's nodes; of several, each has a copy of every record
 * @param standby whether there are ZooKeeper and a second JobManager, which takes over if the first one dies
 */
public record ClusterSize(int taskManagers, int slots, int brokers, boolean standby) {}
