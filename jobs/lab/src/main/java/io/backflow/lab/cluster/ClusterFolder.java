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
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Where a cluster's processes find their configuration and leave their logs, checkpoints and data.
 *
 * @param path the folder
 * @param flink ports of the JobManager's remote calls and of its REST interface
 * @param kafka ports of the broker and of its controller
 */
record ClusterFolder(Path path, LoopbackPorts flink, LoopbackPorts kafka) {

    /** Above Flink's and Kafka's heartbeats, and short enough to wait for a broker that is started again. */
    private static final String BROKER_SESSION_MILLIS = "4000";

    private static final String BROKER_PATIENCE_MILLIS = "120000";

    /** Writes the configuration of a cluster whose ports were free a moment ago. */
    static ClusterFolder create(ProjectHome home, Path path, Map<String, String> flinkSettings) {
        try {
            ClusterFolder folder = new ClusterFolder(path, LoopbackPorts.lasting(), LoopbackPorts.lasting());
            for (String name : new String[] {"conf", "log", "tmp", "checkpoints", "savepoints"}) {
                Files.createDirectories(path.resolve(name));
            }
            Files.write(path.resolve("conf/config.yaml"), folder.flinkConfiguration(home, flinkSettings));
            try (Writer out = Files.newBufferedWriter(path.resolve("conf/server.properties"))) {
                folder.broker().store(out, null);
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

    private Properties broker() {
        Properties settings = BrokerSettings.of(path.resolve("kafka"), kafka);
        settings.setProperty("broker.session.timeout.ms", BROKER_SESSION_MILLIS);
        return settings;
    }

    Path checkpoints() {
        return path.resolve("checkpoints");
    }

    Path savepoints() {
        return path.resolve("savepoints");
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafka.first();
    }

    /** Returns when the broker answers: until then a client repeats its request by itself. */
    void awaitBroker() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "reconnect.backoff.max.ms",
                "200",
                "default.api.timeout.ms",
                BROKER_PATIENCE_MILLIS))) {
            admin.describeCluster().nodes().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the broker does not answer within " + BROKER_PATIENCE_MILLIS + " ms; it logs to "
                            + path.resolve("log"),
                    e);
        }
    }

    String rest() {
        return "http://127.0.0.1:" + flink.second();
    }
}
