package io.backflow.local;

import io.backflow.jobs.kafka.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker in this process: one KRaft node that is broker and controller, listening on two free ports of the
 * loopback interface, its log in a directory of its own that {@link #close()} removes.
 *
 * <p>Topics are not created by mere use; create them explicitly.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private final Path directory;
    private final String bootstrapServers;
    private final KafkaRaftServer server;
    private boolean closed;

    private EmbeddedBroker(Path directory, LoopbackPorts ports, Map<String, String> settings) throws Exception {
        this.directory = directory;
        bootstrapServers = "127.0.0.1:" + ports.first();
        format(directory);
        Properties all = BrokerSettings.of(directory, ports);
        all.putAll(settings);
        server = new KafkaRaftServer(new KafkaConfig(all), Time.SYSTEM);
    }

    /** Formats a log directory and starts the node; returns when it serves. */
    public static EmbeddedBroker start() {
        return start(Map.of());
    }

    /** The same with {@code settings} of Kafka's own, which go before this broker's. */
    public static EmbeddedBroker start(Map<String, String> settings) {
        try {
            return start(LoopbackPorts.free(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same on ports that the caller knows, and may name in {@code settings}. */
    public static EmbeddedBroker start(LoopbackPorts ports, Map<String, String> settings) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("backflow-kafka");
            EmbeddedBroker broker = new EmbeddedBroker(directory, ports, settings);
            broker.server.startup();
            return broker;
        } catch (Exception e) {
            if (directory != null) {
                Directories.remove(directory);
            }
            throw new IllegalStateException("the Kafka broker inside this process did not start: " + e.getMessage(), e);
        }
    }

    /** {@code host:port} of the broker, for any Kafka client on this machine. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Makes {@code topics} that do not exist yet, and returns when records may be sent to them. */
    public void createTopics(NewTopic... topics) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Topics.create(admin, List.of(topics));
        }
    }

    /** Where the log lies; gone after {@link #close()}. */
    public Path directory() {
        return directory;
    }

    /** Stops the node and removes its log; further calls do nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown();
        server.awaitShutdown();
        Directories.remove(directory);
    }

    private static void format(Path directory) throws Exception {
        new Formatter()
                .setNodeId(BrokerSettings.NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setControllerListenerName("CONTROLLER")
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }
}
