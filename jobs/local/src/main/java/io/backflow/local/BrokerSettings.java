package io.backflow.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** The settings of a Kafka node of its own that is broker and controller: {@code broker.properties}, and its place. */
public final class BrokerSettings {

    static final int NODE = 1;

    private BrokerSettings() {}

    /**
     * Settings of a node on the loopback interface.
     *
     * @param directory its log
     * @param ports of the broker and of the controller
     */
    public static Properties of(Path directory, LoopbackPorts ports) {
        Properties settings = new Properties();
        try (var defaults = BrokerSettings.class.getResourceAsStream("broker.properties")) {
            settings.load(Objects.requireNonNull(defaults, "broker.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String client = "PLAINTEXT://127.0.0.1:" + ports.first();
        settings.setProperty("node.id", Integer.toString(NODE));
        settings.setProperty("log.dirs", directory.toString());
        settings.setProperty("listeners", client + ",CONTROLLER://127.0.0.1:" + ports.second());
        settings.setProperty("advertised.listeners", client);
        settings.setProperty("controller.quorum.voters", NODE + "@127.0.0.1:" + ports.second());
        return settings;
    }
}
