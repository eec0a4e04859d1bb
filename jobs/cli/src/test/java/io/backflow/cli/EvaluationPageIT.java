package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.local.EmbeddedBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/evaluation.md, one after the other. */
@Timeout(180)
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
        }
        assertThat(said)
                .contains(
                        "11,510 rows, 511 sequences (storm)",
                        "in 3 whole epochs; 2,146 of them held out with weight 0");
    }

    private String run(String command) {
        String line =
                command.replace("localhost:9092", broker.bootstrapServers()).replace("storms.csv", STORMS.toString());
        List<String> words = List.of(line.split(" "));
        assertThat(words.get(0)).isEqualTo("./backflow");
        Invocation invocation = Invocation.of(words.subList(1, words.size()).toArray(String[]::new));
        assertThat(invocation.exitCode()).as(command + ": " + invocation.err()).isZero();
        return invocation.out();
    }

    private static void create(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        }
    }
}
