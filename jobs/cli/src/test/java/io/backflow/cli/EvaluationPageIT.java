package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import io.backflow.local.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/evaluation.md, one after the other. */
@Tag("nightly")
@Timeout(600)
class EvaluationPageIT {

    private static final Path PAGE = Documents.project().resolve("docs/evaluation.md");
    private static final Path STORMS =
            Documents.project().resolve("jobs/lab/src/main/resources/io/backflow/lab/forecast/storms.csv");
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\\n(.*?)^```");

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void eachCommandOfThePageDoesWhatThePageSays() throws Exception {
        create("storms");
        List<String> commands = COMMANDS.matcher(Documents.read(PAGE))
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
        assertThat(commands).isNotEmpty();
        StringBuilder said = new StringBuilder();
        for (String command : commands) {
            said.append(run(command));
            if (command.contains(" init ")) {
                Path config = folder.resolve("storms.yaml");
                Files.writeString(
                        config,
                        Files.readString(config).replace("kafka:\n", "kafka:\n  bounded: true\n") + validation());
            }
        }
        assertThat(folder.resolve("storms.svg")).content().contains("persistence", "autoregression (4)");
        assertThat(said)
                .contains(
                        "11,510 rows, 511 sequences (storm)",
                        "in 3 whole epochs; 2,146 of them held out with weight 0",
                        "2,146 held out (weight 0)",
                        "autoregression (4)",
                        "persistence",
                        "published",
                        "a storms",
                        "steps/s",
                        " with val_loss 0.",
                        "; ended with its input after",
                        "best.onnx");
    }

    /** The page's section, which its reader adds to the configuration. */
    private static String validation() {
        Matcher section =
                Pattern.compile("(?ms)^```yaml\\n(validation:.*?)^```").matcher(Documents.read(PAGE));
        assertThat(section.find()).isTrue();
        return "\n" + section.group(1);
    }

    private String run(String command) throws Exception {
        String line =
                command.replace("localhost:9092", broker.bootstrapServers()).replace("storms.csv", STORMS.toString());
        Path said = folder.resolve("said.txt");
        Process process = CommandProcess.ofLine(line).in(folder).startSayingTo(said);
        assertThat(process.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES))
                .as(command)
                .isTrue();
        assertThat(process.exitValue())
                .as(command + ": " + Files.readString(said))
                .isZero();
        return Files.readString(said);
    }

    private static void create(String topic) throws Exception {
        broker.createTopics(new NewTopic(topic, 2, (short) 1));
    }
}
