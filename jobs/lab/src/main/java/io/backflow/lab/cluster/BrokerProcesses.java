package io.backflow.lab.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;

/** The nodes of a Kafka cluster, each a process. Not thread-safe. */
public final class BrokerProcesses implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 100;

    private final String bootstrapServers;
    private final IntFunction<ChildProcess> starter;
    private final Map<Integer, ChildProcess> nodes = new TreeMap<>();

    /** @param starter starts the node of a number */
    BrokerProcesses(String bootstrapServers, IntFunction<ChildProcess> starter) {
        this.bootstrapServers = bootstrapServers;
        this.starter = starter;
    }

    /** Starts the node of number {@code node}, for the first time or in place of a dead one. */
    public void start(int node) {
        nodes.put(node, starter.apply(node));
    }

    /** How many nodes there are, dead ones too. */
    public int size() {
        return nodes.size();
    }

    /** The process of node {@code node}. */
    public ChildProcess process(int node) {
        ChildProcess process = nodes.get(node);
        if (process == null) {
            throw new IllegalStateException("broker " + node + " was not started");
        }
        return process;
    }

    /** The number of the node that leads partition 0 of {@code topic}. */
    public int leader(String topic) throws InterruptedException {
        try (Admin admin = admin()) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                Optional<Node> leader = admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                        .flatMap(described -> described.partitions().stream())
                        .filter(partition -> partition.partition() == 0)
                        .flatMap(partition -> Optional.ofNullable(partition.leader()).stream())
                        .findFirst();
                if (leader.isPresent()) {
                    return leader.get().id();
                }
                pause(deadline, "partition 0 of topic " + topic + " has no leader");
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("no broker says who leads " + topic + ": " + e.getMessage(), e);
        }
    }

    /** Returns when every node that was started serves. */
    public void await() throws InterruptedException {
        try (Admin admin = admin()) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (admin.describeCluster().nodes().get().size() < nodes.size()) {
                pause(deadline, "of " + nodes.size() + " brokers not all serve");
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("no broker answers in " + PATIENCE.toSeconds() + " s", e);
        }
    }

    private static void pause(long deadline, String otherwise) throws InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException(otherwise + " after " + PATIENCE.toSeconds()
                    + " s; the brokers' logs are in the folder log of the cluster");
        }
        Thread.sleep(POLL_MILLIS);
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "reconnect.backoff.max.ms",
                "200",
                "default.api.timeout.ms",
                Long.toString(PATIENCE.toMillis())));
    }

    @Override
    public void close() {
        nodes.values().forEach(ChildProcess::close);
    }
}
