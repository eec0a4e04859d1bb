package io.backflow.cli;

import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LoopbackPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker on which each user has the rights that it was given and no others, and which users reach by SASL_SSL with
 * SCRAM-SHA-512 only. A second listener without all that is the test's own.
 */
final class SecuredBroker implements AutoCloseable {

    private static final int ITERATIONS = 4096;

    private final EmbeddedBroker broker;
    private final String secured;

    private SecuredBroker(EmbeddedBroker broker, String secured) {
        this.broker = broker;
        this.secured = secured;
    }

    /**
     * @param folder for key store and trust store
     * @param storePassword of both
     */
    static SecuredBroker start(Path folder, String storePassword) throws Exception {
        makeStores(folder, storePassword);
        List<LoopbackPorts> ports = LoopbackPorts.lasting(2);
        String secured = "localhost:" + ports.get(1).first();
        String plain = "PLAINTEXT://127.0.0.1:" + ports.get(0).first();
        Map<String, String> settings = new TreeMap<>(Map.of(
                "listeners",
                plain + ",CLIENTS://127.0.0.1:" + ports.get(1).first() + ",CONTROLLER://127.0.0.1:"
                        + ports.get(0).second(),
                "advertised.listeners",
                plain + ",CLIENTS://" + secured,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENTS:SASL_SSL",
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"));
        settings.putAll(Map.of(
                "ssl.keystore.location", folder.resolve("broker.p12").toString(),
                "ssl.keystore.password", storePassword,
                "ssl.keystore.type", "PKCS12",
                "ssl.key.password", storePassword,
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found", "false",
                "super.users", "User:ANONYMOUS"));
        return new SecuredBroker(EmbeddedBroker.start(ports.get(0), settings), secured);
    }

    private static void makeStores(Path folder, String password) throws Exception {
        String keys = folder.resolve("broker.p12").toString();
        String certificate = folder.resolve("broker.crt").toString();
        String trust = folder.resolve("trust.p12").toString();
        String same = " -storetype PKCS12 -storepass:env STORE_PASSWORD -alias broker ";
        keytool(
                password,
                "-genkeypair -keyalg RSA -keysize 2048 -dname CN=localhost -ext SAN=dns:localhost -validity 2" + same
                        + "-keystore " + keys);
        keytool(password, "-exportcert" + same + "-keystore " + keys + " -file " + certificate);
        keytool(password, "-importcert -noprompt" + same + "-keystore " + trust + " -file " + certificate);
    }

    private static void keytool(String password, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" +")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("STORE_PASSWORD", password);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool " + arguments + ": " + said);
        }
    }

    /** Makes a user of each name, whose password is what {@code prefix} and its name give. */
    void addUsers(Set<String> names, String prefix) throws Exception {
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(names.stream()
                            .map(name -> (UserScramCredentialAlteration) new UserScramCredentialUpsertion(
                                    name,
                                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                                    prefix + name))
                            .collect(Collectors.toList()))
                    .all()
                    .get();
        }
    }

    void grant(List<AclBinding> rights) throws Exception {
        try (Admin admin = admin()) {
            admin.createAcls(rights).all().get();
        }
    }

    /** A client that may do everything. */
    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", plain()));
    }

    /** The address of the listener that is open to the test. */
    String plain() {
        return broker.bootstrapServers();
    }

    /** The address of the listener that users have to use. */
    String secured() {
        return secured;
    }

    @Override
    public void close() {
        broker.close();
    }
}
