package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.Patience;
import io.backflow.local.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/control.md and docs/scoring.md, to a job that runs, and to none. */
@Timeout(600)
class ControlCommandIT {

    private static final Pattern EXAMPLE = Pattern.compile("(?m)^\\./backflow (control [^#\\n]*)");
    private static final Duration PATIENCE = Patience.LONG;

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
    void theExamplesOfThePageAreAppliedByARunningJob() throws Exception {
        WaveRun run = WaveRun.create(broker.bootstrapServers(), "commanded", folder);
        run.bounded = false;
        Process job = run.start("out", "flink: {execution.checkpointing.interval: 200ms}");
        try {
            run.send(0, 60);
            await().atMost(PATIENCE).until(() -> run.trained() > 100);
            List<String> examples = examples("docs/control.md");
            assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
            for (String example : examples) {
                Invocation applied = invoke(run, example);
                assertThat(applied.exitCode())
                        .as(example + ": " + applied.err())
                        .isZero();
                assertThat(applied.out()).startsWith("applied at version ");
            }
            for (String more : List.of("reset --sequence wave-1", "reset --all", "resume", "publish")) {
                assertThat(invoke(run, "control " + more + " --config job.yaml").exitCode())
                        .as(more)
                        .isZero();
            }
            Invocation refused = invoke(run, "control roll-back --to 999999 --config job.yaml");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err())
                    .startsWith("backflow control roll-back: refused at version ")
                    .contains("has no whole version 999999 of run commanded any more");
        } finally {
            job.destroyForcibly().waitFor();
        }
    }

    @Test
    void whereNoJobRunsACommandIsSentAndNotAnswered() throws Exception {
        WaveRun run = WaveRun.create(broker.bootstrapServers(), "silent", folder);

        Invocation unanswered = invoke(run, "control pause --wait 0.5 --config job.yaml");
        assertThat(unanswered.exitCode()).isEqualTo(1);
        assertThat(unanswered.err()).contains("no job has answered within 0.5 s (offset 0 of partition ");
        for (String example : examples("docs/scoring.md")) {
            Invocation sent = invoke(run, example.strip() + " --no-wait");
            assertThat(sent.exitCode()).as(sent.err()).isZero();
            assertThat(sent.out()).startsWith("sent: offset ");
        }
    }

    @Test
    void wrongUseEndsInASentenceAndWithTwo() {
        assertWrong("neither --config nor --bootstrap is set", "control", "pause");
        assertWrong("--run is set", "control", "pause", "--bootstrap", broker.bootstrapServers());
        assertWrong("--wait is -1", "control", "pause", "--wait", "-1");
        assertWrong("Missing required argument", "control", "reset", "--run", "r");
        assertWrong(
                "kafka.topics.control is nowhere, but",
                "control",
                "pause",
                "--run",
                "r",
                "--bootstrap",
                broker.bootstrapServers(),
                "--topic",
                "nowhere");
    }

    private static void assertWrong(String sentence, String... line) {
        Invocation wrong = Invocation.of(line);
        assertThat(wrong.exitCode()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err()).contains(sentence);
    }

    private static List<String> examples(String page) throws Exception {
        String text = Files.readString(Documents.project().resolve(page));
        return EXAMPLE.matcher(text)
                .results()
                .map(line -> line.group(1).strip())
                .toList();
    }

    /** A line of a page, with the names of this test in it. */
    private static Invocation invoke(WaveRun run, String line) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" +")));
        boolean configured = words.contains("job.yaml");
        words.replaceAll(word -> switch (word) {
            case "broker:9092" -> broker.bootstrapServers();
            case "storms" -> run.name();
            case "1200" -> Long.toString(run.published().get(1).version());
            default -> word;
        });
        if (configured) {
            words.set(words.indexOf("job.yaml"), run.config(""));
        } else {
            words.addAll(List.of("--topic", run.name() + "-control", "--answers", run.name() + "-how"));
        }
        return Invocation.of(words.toArray(String[]::new));
    }
}
