package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.kafka.Topics;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.ListeningSockets;
import io.backflow.local.mlflow.MlflowServer;
import io.backflow.model.Initialization;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Whatever a command starts is reachable from this machine only. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "/proc lists the sockets")
class LoopbackIT {

    /** Broker and controller. */
    private static final int KAFKA = 2;

    /** REST and blobs. */
    private static final int FLINK = 2;

    /** The page in the browser. */
    private static final int PAGE = 1;

    /** What a job has saved. */
    private static final Path KEPT =
            Path.of("../local/src/test/resources/savepoints/shard-3-sequence-4/rounds/savepoint");

    private static final Duration PATIENCE = Patience.LONG;

    private static final Duration ON_NOTHING = Duration.ofSeconds(5);

    /** For what a command may open later than the rest. */
    private static final Duration AND_THEN = Duration.ofSeconds(3);

    private static final String ENDLESS = """
        job: {parallelism: 2, run: waves}
        kafka: {bootstrap_servers: "%s"}
        model:
          input: {type: features, size: 1}
          layers: [{type: gru, units: 4}]
          head: {units: 1, loss: {type: mse}}
        target: {type: next, steps_ahead: 1}
        """;

    private static EmbeddedBroker broker;
    private static MlflowServer tracking;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() throws IOException {
        tracking = MlflowServer.start();
        broker = EmbeddedBroker.start();
        new Topics(JobConfig.parse(endless()).kafka(), Topics.PATIENCE).create(2, Optional.empty());
        Letters.of("timesteps").send(broker.bootstrapServers(), "dead-letters", 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        tracking.close();
    }

    private static String endless() {
        return ENDLESS.formatted(broker.bootstrapServers());
    }

    /** A command line, and on how many sockets it listens at least when all of it runs. */
    record Case(String line, int sockets) {
        @Override
        public String toString() {
            return line;
        }
    }

    /** Those that listen while they serve a user. */
    static Stream<Case> servers() {
        return Stream.of(
                new Case("demo --epochs 1", KAFKA + FLINK + PAGE),
                new Case("train --config JOB", FLINK + PAGE),
                new Case("dashboard --config JOB", PAGE),
                new Case("score --config JOB", FLINK));
    }

    /** Those that do not. */
    static Stream<Case> others() {
        return Stream.of(
                new Case("doctor --config JOB", 0),
                new Case("init --bootstrap localhost:9 --topic timesteps", 0),
                new Case("replay --bootstrap localhost:9 --topic timesteps TABLE", 0),
                new Case("evaluate --bootstrap localhost:9 --config JOB", 0),
                new Case("compare --bootstrap localhost:9 JOB", 0),
                new Case("export --from MODEL --to onnx --output OUT", 0),
                new Case("import --config JOB --output OUT MODEL", 0),
                new Case("register --config MLFLOW --from MODEL", 0),
                new Case("topics create --config JOB", 0),
                new Case("inspect run --config JOB", 0),
                new Case("inspect state --limit 5 SAVED", 0),
                new Case("dead-letters list --config JOB", 0),
                new Case("dead-letters show --config JOB 0:0", 0),
                new Case("dead-letters replay --config JOB", 0),
                new Case("control reset --all --no-wait --config JOB", 0),
                new Case("control pause --no-wait --config JOB", 0),
                new Case("control resume --no-wait --config JOB", 0),
                new Case("control learning-rate --rate 0.1 --no-wait --config JOB", 0),
                new Case("control publish --no-wait --config JOB", 0),
                new Case("control roll-back --to 1 --no-wait --config JOB", 0),
                new Case("control follow --no-wait --config JOB", 0),
                new Case("completion -- bash", 0));
    }

    static Stream<Case> measurements() {
        return Stream.of(
                new Case("experiments horizon --updates 1 --online-updates 1 --epochs 0 --repeats 1 --output OUT", 0),
                new Case("experiments echo --delays 10 --seeds 1 --updates 100", 0),
                new Case("experiments echo --delays 10 --seeds 1 --updates 100 --through job", KAFKA + FLINK),
                new Case("experiments copy --symbols 2 --delays 4 --seeds 1 --steps 100", 0),
                new Case("experiments taxi --data . --seeds 1", KAFKA + FLINK),
                new Case("experiments ptb --data . --epochs 1", KAFKA + FLINK),
                new Case("experiments optimizers --seeds 1", 0),
                new Case("experiments synchronisation --seeds 1 --storm-epochs 1 --birth-epochs 1", KAFKA + FLINK),
                new Case("experiments intervals --seeds 1", 0),
                new Case("experiments normalization --seeds 1", 0),
                new Case("experiments steps --seeds 1", 0),
                new Case("experiments holes --seeds 1 --epochs 1", 0),
                new Case("experiments replay --seeds 1 --windows 0,1", 0),
                new Case("bench horizon --units 4 --seconds 0.1", 0),
                new Case("bench synchronisation --units 4 --steps 100000 --rounds 1", FLINK),
                new Case("bench latency --units 4 --sequences 20 --rates 50 --seconds 1 --warm-up 1", KAFKA + FLINK),
                new Case("bench decode --seconds 0.1", 0),
                new Case("bench quiet --sequences 1000 --units 4", KAFKA + FLINK),
                new Case("bench sequences --sequences 500 --units 4 --records 400000 --seconds 1", KAFKA),
                new Case("bench dashboard --windows 1 --seconds 1 --warm-up 1 --steps 200000", KAFKA + FLINK + PAGE),
                new Case(
                        "bench pipeline --units 4 --parallelism 1 --state hashmap --predictions none --seconds 1"
                                + " --warm-up 0 --records 50000",
                        KAFKA),
                new Case("simulate convergence", 0));
    }

    @ParameterizedTest
    @MethodSource("servers")
    @Execution(ExecutionMode.CONCURRENT)
    void listensOnTheLoopbackInterfaceAlone(Case command) throws Exception {
        assertLoopback(command);
    }

    @ParameterizedTest
    @MethodSource({"others", "measurements"})
    @Execution(ExecutionMode.CONCURRENT)
    @Tag("nightly")
    void soDoesEveryOtherCommand(Case command) throws Exception {
        assertLoopback(command);
    }

    private void assertLoopback(Case command) throws Exception {
        Path job = Files.writeString(folder.resolve("job.yaml"), endless());
        Path mlflow = Files.writeString(
                folder.resolve("mlflow.yaml"), endless() + "publish: {mlflow: {uri: \"" + tracking.uri() + "\"}}\n");
        if (command.line().contains(" taxi ")) {
            writeTaxi("nyc_taxi.csv");
            writeTaxi("nyc_taxi_perturb.csv");
        }
        if (command.line().contains(" ptb ")) {
            for (String part : List.of("train", "valid", "test")) {
                Files.writeString(folder.resolve("ptb." + part + ".txt"), "a b c d\n".repeat(100));
            }
        }
        Path table = Files.writeString(folder.resolve("table.csv"), "time,x\n1700000000000,1\n1700000001000,4\n");
        ForecastSpec spec = ForecastSpec.of(JobConfig.read(job));
        Path model = folder.resolve("model.safetensors");
        new ModelFile(spec, 1, Initialization.keras(spec.model(), 1)).write(model);

        Set<InetSocketAddress> listened = listenedBy(
                command.line()
                        .replace("JOB", job.toString())
                        .replace("MLFLOW", mlflow.toString())
                        .replace("TABLE", table.toString())
                        .replace("SAVED", KEPT.toAbsolutePath().toString())
                        .replace("MODEL", model.toString())
                        .replace("OUT", folder.resolve("out").toString()),
                command.sockets());

        assertThat(listened).hasSizeGreaterThanOrEqualTo(command.sockets());
        assertThat(listened)
                .allSatisfy(address ->
                        assertThat(address.getAddress().isLoopbackAddress()).isTrue());
    }

    /** Chaos and the benchmark of the feed start processes, which the module deploy looks at. */
    @Test
    void everyCommandIsLookedAt() {
        Set<String> looked = new TreeSet<>(Set.of("chaos", "bench feedback", "help"));
        Stream.of(servers(), others(), measurements())
                .flatMap(commands -> commands)
                .forEach(command -> looked.add(command.line().replaceFirst(" --.*", "")));

        assertThat(leaves("", Backflow.commandLine())).containsExactlyInAnyOrderElementsOf(looked);
    }

    private static List<String> leaves(String path, CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return List.of(path);
        }
        List<String> leaves = new ArrayList<>();
        command.getSubcommands().forEach((name, sub) -> leaves.addAll(leaves((path + " " + name).strip(), sub)));
        return leaves;
    }

    /** Half hours of a year, as many passengers in each. */
    private void writeTaxi(String file) throws IOException {
        StringBuilder text = new StringBuilder("timestamp,passenger_count\ndatetime,int\nT,\n");
        DateTimeFormatter time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
        LocalDateTime at = LocalDateTime.of(2014, 7, 1, 0, 0);
        for (int row = 0; row < 365 * 48; row++) {
            text.append(at.plusMinutes(30L * row).format(time)).append(",100\n");
        }
        Files.writeString(folder.resolve(file), text);
    }

    /** Every address at which the command listened until it ended, or had {@code sockets} open for a while. */
    private Set<InetSocketAddress> listenedBy(String line, int sockets) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process process = start(line, said);
        Set<InetSocketAddress> listened = new HashSet<>();
        try {
            long end = System.nanoTime() + (sockets == 0 ? ON_NOTHING : PATIENCE).toNanos();
            while (process.isAlive() && System.nanoTime() < end) {
                boolean some = listened.size() < sockets;
                listened.addAll(ListeningSockets.of(process.pid()));
                if (some && listened.size() >= sockets) {
                    end = System.nanoTime() + AND_THEN.toNanos();
                }
                Thread.sleep(50);
            }
            assertThat(process.isAlive() || process.exitValue() == 0)
                    .as(Files.readString(said))
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return listened;
    }

    private Process start(String line, Path said) throws IOException {
        return CommandProcess.of(line.split(" ")).in(folder).startSayingTo(said);
    }
}
