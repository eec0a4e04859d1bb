package io.backflow.lab.cluster;

import io.backflow.local.BrokerSettings;
import io.backflow.local.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a cluster's processes find their configuration and leave their logs, checkpoints and data.
 *
 * @param path the folder
 * @param flink for each of two JobManagers the ports of its remote calls and of its REST interface
 * @param zooKeeper the port of ZooKeeper; 0: there is none, and one JobManager
 * @param kafka ports of each broker and of its controller, in the order of the brokers' numbers
 */
record ClusterFolder(Path path, List<LoopbackPorts> flink, int zooKeeper, List<LoopbackPorts> kafka) {

    /** Above Flink's and Kafka's heartbeats, and short enough to wait for a broker that is started again. */
    private static final String BROKER_SESSION_MILLIS = "4000";

    /** Where no core is free, a vote takes its time. */
    private static final String ELECTION_MILLIS = "1000";

    /** How long ZooKeeper waits for a JobManager that is silent before another one may lead. */
    private static final String SESSION_TIMEOUT = "5 s";

    /** Writes the configuration of a cluster whose ports were free a moment ago. */
    static ClusterFolder create(ProjectHome home, Path path, ClusterSize size, Map<String, String> flinkSettings) {
        try {
            List<LoopbackPorts> ports = LoopbackPorts.lasting(3 + size.brokers());
            int zooKeeper = size.standby() ? ports.get(2).first() : 0;
            ClusterFolder folder =
                    new ClusterFolder(path, ports.subList(0, 2), zooKeeper, ports.subList(3, ports.size()));
            for (String name : new String[] {"conf", "log", "tmp", "checkpoints", "savepoints"}) {
                Files.createDirectories(path.resolve(name));
            }
            Files.write(path.resolve("conf/config.yaml"), folder.flinkConfiguration(home, flinkSettings));
            if (size.standby()) {
                Files.write(path.resolve("conf/zoo.cfg"), folder.zooKeeperConfiguration());
            }
            for (int node = 1; node <= size.brokers(); node++) {
                try (Writer out = Files.newBufferedWriter(path.resolve("conf/server-" + node + ".properties"))) {
                    folder.broker(node).store(out, null);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster's configuration could not be written to " + path, e);
        }
    }

    /** The lines that every cluster has, but for the keys that this start sets. */
    private List<String> flinkConfiguration(ProjectHome home, Map<String, String> settings) throws IOException {
        Map<String, String> own = new TreeMap<>(settings);
        own.put("jobmanager.rpc.port", Integer.toString(flink.get(0).first()));
        own.put("rest.port", Integer.toString(flink.get(0).second()));
        own.put("io.tmp.dirs", path.resolve("tmp").toString());
        own.put("execution.checkpointing.dir", checkpoints().toUri().toString());
        if (zooKeeper != 0) {
            own.put("high-availability.type", "zookeeper");
            own.put("high-availability.zookeeper.quorum", "127.0.0.1:" + zooKeeper);
            own.put("high-availability.zookeeper.client.session-timeout", SESSION_TIMEOUT);
            own.put("high-availability.storageDir", path.resolve("ha").toUri().toString());
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(home.flinkConfiguration()));
        lines.removeIf(line -> own.containsKey(line.split(":", 2)[0]));
        own.forEach((key, value) -> lines.add(key + ": \"" + value + "\""));
        return lines;
    }

    private List<String> zooKeeperConfiguration() {
        return List.of(
                "clientPort=" + zooKeeper,
                "clientPortAddress=127.0.0.1",
                "dataDir=" + path.resolve("zookeeper"),
                "tickTime=500",
                "admin.enableServer=false");
    }

    /** What sets the JobManager of number {@code place}, 0 or 1, apart from the other. */
    List<String> jobManagerOptions(int place) {
        LoopbackPorts own = flink.get(place);
        return zooKeeper == 0
                ? List.of()
                : List.of("-Dhigh-availability.jobmanager.port=" + own.first(), "-Drest.port=" + own.second());
    }

    private Properties broker(int node) {
        Properties settings = BrokerSettings.of(node, path.resolve("kafka-" + node), kafka);
        settings.setProperty("broker.session.timeout.ms", BROKER_SESSION_MILLIS);
        if (kafka.size() > 1) {
            settings.setProperty("controller.quorum.election.timeout.ms", ELECTION_MILLIS);
        }
        return settings;
    }

    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    Path savepoints() {
        return path.resolve("savepoints");
    }

    String bootstrapServers() {
        return kafka.stream().map(ports -> "127.0.0.1:" + ports.first()).collect(Collectors.joining(","));
    }

    /** Where the JobManager of number {@code place} answers. */
    String rest(int place) {
        return "http://127.0.0.1:" + flink.get(place).second();
    }
}
