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
 * @param flink ports of the JobManager's remote calls and of its REST interface
 * @param kafka ports of each broker and of its controller, in the order of the brokers' numbers
 */
record ClusterFolder(Path path, LoopbackPorts flink, List<LoopbackPorts> kafka) {

    /** Above Flink's and Kafka's heartbeats, and short enough to wait for a broker that is started again. */
    private static final String BROKER_SESSION_MILLIS = "4000";

    /** Where no core is free, a vote takes its time. */
    private static final String ELECTION_MILLIS = "1000";

    /** Writes the configuration of a cluster whose ports were free a moment ago. */
    static ClusterFolder create(ProjectHome home, Path path, int brokers, Map<String, String> flinkSettings) {
        try {
            List<LoopbackPorts> ports = LoopbackPorts.lasting(1 + brokers);
            ClusterFolder folder = new ClusterFolder(path, ports.get(0), ports.subList(1, ports.size()));
            for (String name : new String[] {"conf", "log", "tmp", "checkpoints", "savepoints"}) {
                Files.createDirectories(path.resolve(name));
            }
            Files.write(path.resolve("conf/config.yaml"), folder.flinkConfiguration(home, flinkSettings));
            for (int node = 1; node <= brokers; node++) {
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
        own.put("jobmanager.rpc.port", Integer.toString(flink.first()));
        own.put("rest.port", Integer.toString(flink.second()));
        own.put("io.tmp.dirs", path.resolve("tmp").toString());
        own.put("execution.checkpointing.dir", checkpoints().toUri().toString());
        List<String> lines = new ArrayList<>(Files.readAllLines(home.flinkConfiguration()));
        lines.removeIf(line -> own.containsKey(line.split(":", 2)[0]));
        own.forEach((key, value) -> lines.add(key + ": \"" + value + "\""));
        return lines;
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

    String rest() {
        return "http://127.0.0.1:" + flink.second();
    }
}
