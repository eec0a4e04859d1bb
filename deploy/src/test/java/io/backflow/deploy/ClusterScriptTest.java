package io.backflow.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@code deploy/cluster start} checks, writes and starts. In place of the cluster's processes stand some that note
 * their arguments and sleep; the test listens where they would.
 */
@Timeout(60)
class ClusterScriptTest {

    private static final int PORTS = 7;
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    /** Notes what it was asked to become, without the folder. */
    private static final String PROCESS = """
            #!/usr/bin/env bash
            echo "$1" "${@:3}" >>"$2/started"
            exec sleep 60
            """;

    @TempDir
    Path home;

    private final List<ServerSocket> sockets = new ArrayList<>();
    private Path folder;
    private int first;

    @BeforeEach
    void makeHome() throws IOException {
        folder = home.resolve("cluster");
        for (String file : List.of(
                "deploy/cluster",
                "deploy/flink/config.yaml",
                "jobs/local/src/main/resources/io/backflow/local/broker.properties")) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.copy(PROJECT.resolve(file), home.resolve(file));
        }
        Path process = Files.writeString(home.resolve("deploy/process"), PROCESS);
        assertThat(process.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(home.resolve("deploy/target/flink/lib"));
        Files.createDirectories(home.resolve("jobs/cli/target/lib"));
        Files.createDirectories(home.resolve("jobs/flink/target"));
        Files.createFile(home.resolve("jobs/flink/target/backflow-jobs.jar"));
        first = freeFrom();
    }

    @AfterEach
    void stopAll() throws Exception {
        run("stop");
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }

    /** What a call of the script printed, and its exit code. */
    private record Outcome(int code, String said) {}

    @Test
    void everyPartStartsOnThePortsFromTheFirst() throws Exception {
        Process start = begin("start", "3", "--port", "" + first);
        awaitStarted();
        listen(first);
        listen(first + 2);

        assertThat(outcome(start))
                .isEqualTo(new Outcome(
                        0,
                        "started; Flink shows itself at http://127.0.0.1:" + (first + 2)
                                + ", Kafka listens at 127.0.0.1:" + first + ", logs are in " + folder + "/log\n"));
        assertThat(started(5))
                .containsExactlyInAnyOrder(
                        "broker",
                        "jobmanager",
                        "taskmanager -Dtaskmanager.resource-id=taskmanager-1",
                        "taskmanager -Dtaskmanager.resource-id=taskmanager-2",
                        "taskmanager -Dtaskmanager.resource-id=taskmanager-3");
        assertThat(folder.resolve("conf/config.yaml"))
                .content()
                .contains("\nrest.port: " + (first + 2) + "\n", "\njobmanager.rpc.port: " + (first + 3) + "\n")
                .doesNotContain("high-availability");
        assertThat(folder.resolve("conf/server.properties"))
                .content()
                .contains(
                        "\nlisteners=PLAINTEXT://127.0.0.1:" + first + ",CONTROLLER://127.0.0.1:" + (first + 1) + "\n");
    }

    @Test
    void highAvailabilityAddsZooKeeperAndAJobManagerOnPortsOfItsOwn() throws Exception {
        Process start = begin("start", "1", "--ha", "--port", "" + first);
        awaitStarted();
        listen(first);
        listen(first + 2);

        assertThat(outcome(start).code()).isZero();
        assertThat(started(5))
                .containsExactlyInAnyOrder(
                        "broker",
                        "zookeeper",
                        "jobmanager",
                        "jobmanager -Drest.port=" + (first + 5) + " -Dhigh-availability.jobmanager.port=" + (first + 6),
                        "taskmanager -Dtaskmanager.resource-id=taskmanager-1");
        assertThat(folder.resolve("conf/config.yaml"))
                .content()
                .contains(
                        "\nhigh-availability.type: zookeeper\n",
                        "\nhigh-availability.zookeeper.quorum: 127.0.0.1:" + (first + 4) + "\n",
                        "\nhigh-availability.jobmanager.port: " + (first + 3) + "\n");
        assertThat(folder.resolve("conf/zoo.cfg")).content().contains("clientPort=" + (first + 4) + "\n");
    }

    @Test
    void aBrokerStartsAloneWhateverListensOnFlinksPorts() throws Exception {
        listen(first + 2);
        Process start = begin("start", "--broker-only", "--port", "" + first);
        awaitStarted();
        listen(first);

        assertThat(outcome(start))
                .isEqualTo(new Outcome(
                        0, "started; Kafka listens at 127.0.0.1:" + first + ", logs are in " + folder + "/log\n"));
        assertThat(started(1)).containsExactly("broker");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            0, Kafka
            1, Kafka's controller
            2, Flink's REST interface
            3, the JobManager
            4, ZooKeeper
            5, the second JobManager's REST interface
            6, the second JobManager
            """)
    void aTakenPortIsNamedBeforeAnythingStarts(int place, String what) throws Exception {
        listen(first + place);

        Outcome outcome = run("start", "--ha", "--port", "" + first);

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.said())
                .startsWith("cluster: port " + (first + place) + ", which is for " + what + ", is taken; ")
                .containsPattern("such as --port \\d{4,5}\\.\n$");
        assertThat(folder).doesNotExist();
    }

    @Test
    void withoutAFirstPortKafkasUsualPortIsLookedAt() throws Exception {
        try (ServerSocket kafka = new ServerSocket()) {
            tryToListen(kafka, 9092);

            assertThat(run("start").said()).startsWith("cluster: port 9092, which is for Kafka, is taken; ");
        }
    }

    @Test
    void aPartThatEndsWhileItStartsEndsTheStart() throws Exception {
        Files.writeString(
                home.resolve("deploy/process"), "#!/usr/bin/env bash\n[[ $1 != zookeeper ]] && exec sleep 60\n");

        Outcome outcome = run("start", "--ha", "--port", "" + first);

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        1,
                        "cluster: zookeeper ended while it started; its words are in " + folder
                                + "/log/zookeeper.out.\n"));
        assertThat(run("status").said()).isEqualTo("cluster: nothing was started.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port                | --port is not given; give the first of seven ports, from 1024 to 65529.
            --port 80             | --port is 80; give the first of seven ports, from 1024 to 65529.
            --port 65530          | --port is 65530; give the first of seven ports, from 1024 to 65529.
            --port kafka          | --port is kafka; give the first of seven ports, from 1024 to 65529.
            0                     | the number of TaskManagers is 0; give 1 or more.
            many                  | the number of TaskManagers is many; give 1 or more.
            --fast                | start has no option --fast; it has --port, --ha and --broker-only.
            --broker-only --ha    | --broker-only starts no Flink; leave out --ha, or --broker-only.
            3 --broker-only       | --broker-only starts no Flink; leave out 3, or --broker-only.
            """)
    void aWrongArgumentIsRefused(String arguments, String sentence) throws Exception {
        List<String> words = new ArrayList<>(List.of("start"));
        words.addAll(List.of(arguments.split(" ")));

        assertThat(run(words.toArray(String[]::new))).isEqualTo(new Outcome(2, "cluster: " + sentence + "\n"));
        assertThat(folder).doesNotExist();
    }

    private Process begin(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("deploy/cluster").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("BACKFLOW_CLUSTER", folder.toString());
        return builder.start();
    }

    private Outcome run(String... arguments) throws Exception {
        return outcome(begin(arguments));
    }

    private static Outcome outcome(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, SECONDS)).isTrue();
        return new Outcome(process.exitValue(), said);
    }

    private void awaitStarted() throws Exception {
        started(1);
    }

    /** What at least {@code count} processes were asked to become. */
    private List<String> started(int count) throws Exception {
        Path notes = folder.resolve("started");
        while (!Files.exists(notes) || Files.readAllLines(notes).size() < count) {
            Thread.sleep(20);
        }
        return Files.readAllLines(notes);
    }

    private void listen(int port) throws IOException {
        sockets.add(new ServerSocket(port, 8, InetAddress.getLoopbackAddress()));
    }

    /** A port that another program has is taken as well. */
    private static void tryToListen(ServerSocket socket, int port) {
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("in use");
        }
    }

    /** The first of as many ports in a row as a cluster has, on which no program listens. */
    private static int freeFrom() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 31_000);
            if (areFree(port)) {
                return port;
            }
        }
    }

    private static boolean areFree(int from) {
        for (int port = from; port < from + PORTS; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
