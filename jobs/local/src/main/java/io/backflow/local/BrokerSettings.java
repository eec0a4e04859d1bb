package io.backflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of a Kafka node of its own that is broker and controller: {@code broker.properties}, and its place. */
public final class BrokerSettings {

    static final int NODE = 1;

    /** Every record and every offset has so many copies. */
    private static final List<String> COPIES = List.of(
            "default.replication.factor",
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
            "share.coordinator.state.topic.replication.factor");

    /** A record is written when so many nodes have it. */
    private static final List<String> COPIES_TO_WAIT_FOR =
            List.of("min.insync.replicas", "transaction.state.log.min.isr", "share.coordinator.state.topic.min.isr");

    private BrokerSettings() {}

    /**
     * Settings of a node on the loopback interface that is alone.
     *
     * @param directory its log
     * @param ports of the broker and of the controller
     */
    public static Properties of(Path directory, LoopbackPorts ports) {
        return of(NODE, directory, List.of(ports));
    }

    /**
     * Settings of one of several nodes on the loopback interface. Each record has a copy on every node and is written
     * when most nodes have it.
     *
     * @param node its number, from 1
     * @param directory its log
     * @param nodes ports of each node's broker and controller, in the order of the nodes' numbers
     */
    public static Properties of(int node, Path directory, List<LoopbackPorts> nodes) {
        Properties settings = new Properties();
        try (var defaults = BrokerSettings.class.getResourceAsStream("broker.properties")) {
            settings.load(Objects.requireNonNull(defaults, "broker.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LoopbackPorts own = nodes.get(node - 1);
        String client = "PLAINTEXT://127.0.0.1:" + own.first();
        settings.setProperty("node.id", Integer.toString(node));
        settings.setProperty("log.dirs", directory.toString());
        settings.setProperty("listeners", client + ",CONTROLLER://127.0.0.1:" + own.second());
        settings.setProperty("advertised.listeners", client);
        settings.setProperty("controller.quorum.voters", voters(nodes));
        COPIES.forEach(key -> settings.setProperty(key, Integer.toString(nodes.size())));
        COPIES_TO_WAIT_FOR.forEach(key -> settings.setProperty(key, Integer.toString(nodes.size() / 2 + 1)));
        return settings;
    }

    private static String voters(List<LoopbackPorts> nodes) {
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + nodes.get(i).second())
                .collect(Collectors.joining(","));
    }
}
