package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command, beside a run that has ended: its topics are all that is left of it. */
@Timeout(600)
class DashboardCommandIT {

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static WaveRun run;

    @BeforeAll
    static void trainOnce() throws IOException {
        broker = EmbeddedBroker.start();
        run = WaveRun.create(broker.bootstrapServers(), "waves", folder);
        run.send(0, 50);
        Invocation trained = run.train("out");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void servesTheRunOfAConfigurationUntilItIsInterrupted() throws Exception {
        Path said = folder.resolve("dashboard.txt");
        Process command = start(said, "--config", run.config(""), "--port", "0");
        try {
            while (!Files.readString(said).contains("(Ctrl-C ends it)")) {
                assertThat(command.isAlive()).as(Files.readString(said)).isTrue();
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(Files.readString(said)).startsWith("page of run waves: http://127.0.0.1:");
            URI page = URI.create(Files.readString(said).replaceFirst("(?s).*(http://\\S+) .*", "$1"));

            String state = stateWith(page, "\"steps\":" + run.trained() + ",");
            assertThat(state).contains("\"flink\":null").contains("\"problems\":{}");
        } finally {
            command.destroy();
        }
        assertThat(command.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES)).isTrue();
    }

    /** The first state of the page that contains {@code text}. */
    private static String stateWith(URI page, String text) throws IOException {
        try (InputStream events = page.resolve("events").toURL().openStream()) {
            StringBuilder read = new StringBuilder();
            byte[] some = new byte[1 << 16];
            while (true) {
                int count = events.read(some);
                assertThat(count).as(read.toString()).isPositive();
                read.append(new String(some, 0, count, UTF_8));
                int end = read.indexOf("\n\n");
                if (end > 0 && read.indexOf(text) > 0) {
                    return read.substring(read.lastIndexOf("data: ", read.indexOf(text)));
                }
            }
        }
    }

    @Test
    void whatCannotBeServedIsRefusedWithItsRemedy() throws IOException {
        refused(List.of("--port", "65536"), "--port is 65536; choose from 0 to 65535");
        refused(List.of("--flink-url", "localhost:8081"), "--flink-url is localhost:8081; give an address such as");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            refused(List.of("--port", port), "--port is " + port + ", which is taken");
        }
    }

    @Test
    void aRunWithoutTopicsIsRefused() throws IOException {
        String elsewhere = Files.readString(Path.of(run.config(""))).replace("waves-how", "nowhere");
        Path config = Files.writeString(folder.resolve("elsewhere.yaml"), elsewhere);

        Invocation refusal = Invocation.of("dashboard", "--config", config.toString());

        assertThat(refusal.exitCode()).isEqualTo(2);
        assertThat(refusal.err()).contains("kafka.topics.progress is nowhere").hasLineCount(1);
    }

    private static void refused(List<String> options, String sentence) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("dashboard", "--config", run.config("")));
        arguments.addAll(options);
        Invocation refusal = Invocation.of(arguments.toArray(String[]::new));

        assertThat(refusal.exitCode()).isEqualTo(2);
        assertThat(refusal.err()).contains(sentence).hasLineCount(1);
    }

    private static Process start(Path said, String... options) throws IOException {
        Files.writeString(said, "");
        List<String> command = new ArrayList<>(List.of("dashboard"));
        command.addAll(List.of(options));
        return CommandProcess.of(command).startSayingTo(said);
    }
}
