package io.backflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.produce.TimestepRecords;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of a real job are listed, shown and sent back once. */
@Timeout(600)
class DeadLettersIT {

    private static EmbeddedBroker broker;

    @TempDir
    Path folder;

    private WaveRun run;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo test) throws IOException {
        String name = "letters-" + Integer.toHexString(test.getDisplayName().hashCode());
        run = WaveRun.create(broker.bootstrapServers(), name, folder);
    }

    @Test
    void whatAJobRejectedIsListedAndShownAndSentBackOnceAndKnownWhenRejectedAgain() throws Exception {
        run.send(0, 30);
        sendRejects();
        assertThat(run.train("run").out()).startsWith("trained 120 steps");
        Path json = folder.resolve("list.json");

        Invocation list = letters("list", "--json", json.toString());
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out()).contains("features  " + run.timesteps() + "  ", "4 dead letters in topic");
        JsonNode group =
                new ObjectMapper().readTree(json.toFile()).path("groups").path(0);
        assertThat(group.path("reason").asText()).isEqualTo("after_end");
        assertThat(letters("list", "--reason", "features,malformed").out()).contains("1 dead letter in topic");
        assertThat(letters("list", "--sequence", "wave-1").out()).contains("features", "1 dead letter in");
        assertThat(letters("list", "--since", "2100-01-01T00:00:00Z").out()).startsWith("0 dead letters in");
        assertThat(letters("list", "--since", "1h").out()).contains("4 dead letters in");
        assertThat(letters("list", "--since", "noon").exitCode()).isEqualTo(2);

        ConsumerRecord<byte[], byte[]> rubbish = letter("not_framed", "{\"temperature\": 21}");
        Invocation shown = letters("show", rubbish.partition() + ":" + rubbish.offset());
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("reason: not_framed", "from: topic " + run.timesteps(), "header: trace = abc", "key: none")
                .contains("value: 19 bytes, text\n  {\"temperature\": 21}");
        ConsumerRecord<byte[], byte[]> bytes = letter("not_framed", "\u0001\u0002");
        assertThat(letters("show", bytes.partition() + ":" + bytes.offset()).out())
                .contains("\\u0001\\u0002");
        ConsumerRecord<byte[], byte[]> step = letter("features", null);
        assertThat(letters("show", step.partition() + ":" + step.offset()).out())
                .contains("a timestep in Backflow's schema", "\"sequence_id\": \"wave-1\"");
        assertThat(letters("show", "0:99999").err()).hasLineCount(1).contains("no record at offset 99999");

        long before = committed(run.timesteps()).size();
        Invocation dry = letters("replay", "--dry-run", "--reason", "not_framed");
        assertThat(dry.out()).startsWith("would replay 2 dead letters").contains("features 1 left out by the options");
        assertThat(committed(run.timesteps())).hasSize((int) before);

        Invocation replayed = letters("replay", "--reason", "not_framed");
        assertThat(replayed.exitCode()).as(replayed.err()).isZero();
        assertThat(replayed.out())
                .startsWith("replayed 2 dead letters to topic " + run.timesteps() + " (not_framed 2); not replayed: ")
                .contains("after_end 1 left out by the options", "features 1 left out by the options");
        ConsumerRecord<byte[], byte[]> back = newest(run.timesteps(), "{\"temperature\": 21}");
        assertThat(back.partition()).isEqualTo(0);
        assertThat(back.timestamp()).isEqualTo(1234);
        assertThat(back.headers().toArray()).hasSize(2);
        assertThat(TopicRecords.header(back, "trace")).isEqualTo("abc");
        assertThat(TopicRecords.header(back, "backflow.replays")).isEqualTo("1");

        assertThat(letters("replay", "--reason", "not_framed").out())
                .startsWith("replayed 0 dead letters")
                .contains("not_framed 2 replayed before");
        assertThat(letters("replay").out())
                .startsWith("replayed 2 dead letters")
                .contains("(after_end 1, features 1)", "not_framed 2 replayed before");

        assertThat(run.train("run").exitCode()).isZero();
        ConsumerRecord<byte[], byte[]> again = newest(run.name() + "-dead", "{\"temperature\": 21}");
        assertThat(TopicRecords.header(again, "backflow.replays")).isEqualTo("1");
        assertThat(letters("show", again.partition() + ":" + again.offset()).out())
                .contains("rejected again: after it had been replayed once");
        assertThat(letters("list", "--reason", "not_framed").out()).contains("  0  2  1  1  ", "  1  2  1  1  ");
    }

    @Test
    void whatCannotBeSentBackIsCountedAndStaysForLater() {
        Letters.none(run.timesteps())
                .add("features", 0, 5)
                .add("features", 0, 6, "backflow.truncated.from", "1000000")
                .add("label", 1, 7, "backflow.replays", "3")
                .add("label", 0, 5)
                .send(broker.bootstrapServers(), run.name() + "-dead", 0);
        // what a job writes again after it went on from a checkpoint
        Letters.none(run.timesteps()).add("features", 0, 5).send(broker.bootstrapServers(), run.name() + "-dead", 1);
        Letters.of("somebody-elses").send(broker.bootstrapServers(), run.name() + "-dead", 1);

        Invocation replayed = letters("replay", "--to", run.name() + "-said", "--reason", "features");

        assertThat(replayed.err()).isEmpty();
        assertThat(replayed.out())
                .isEqualToIgnoringNewLines("replayed 1 dead letter to topic " + run.name() + "-said (features 1);"
                        + " not replayed: features 1 a copy of one that was replayed,"
                        + " features 1 cut, so parts are missing, features 1 from another topic,"
                        + " label 2 left out by the options");
        assertThat(letters("replay").out())
                .contains("replayed 1 dead letter to topic " + run.timesteps() + " (label 1)")
                .contains("label 1 a copy", "features 1 replayed before");
        assertThat(committed(run.timesteps())).hasSize(1).allSatisfy(record -> {
            assertThat(record.partition()).isEqualTo(1);
            assertThat(TopicRecords.header(record, "backflow.replays")).isEqualTo("4");
        });
        assertThat(committed(run.name() + "-said")).hasSize(1);
    }

    @Test
    void aReplayThatIsKilledAndRepeatedSendsEachOnce() throws Exception {
        int count = 25_000;
        Letters letters = Letters.none(run.timesteps());
        for (int i = 0; i < count; i++) {
            letters.add("features", i % 2, i);
        }
        letters.send(broker.bootstrapServers(), run.name() + "-dead", 0);

        Process killed = CommandProcess.of("dead-letters", "replay", "--config", run.config(""))
                .startSayingTo(folder.resolve("killed.out"));
        while (killed.isAlive() && committed(run.timesteps()).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        killed.destroyForcibly().waitFor();
        Invocation second = letters("replay");
        Invocation third = letters("replay");

        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).doesNotStartWith("replayed " + count).doesNotStartWith("replayed 0");
        assertThat(third.out())
                .startsWith("replayed 0 dead letters")
                .contains("features " + count + " replayed before");
        List<ConsumerRecord<byte[], byte[]>> sent = committed(run.timesteps());
        Set<String> distinct = new HashSet<>();
        sent.forEach(record -> distinct.add(new String(record.value(), UTF_8)));
        assertThat(sent).hasSize(count);
        assertThat(distinct).hasSize(count);
    }

    @Test
    void theCommandsOfTheirPageRun() throws Exception {
        Letters.of(run.timesteps()).add("late", 0, 1).send(broker.bootstrapServers(), run.name() + "-dead", 0);
        String page = Documents.read(Documents.project().resolve("docs/dead-letters.md"));
        List<String> lines = Pattern.compile("(?m)^\\./backflow (dead-letters .*)$")
                .matcher(page)
                .results()
                .map(line -> line.group(1))
                .toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(5);

        for (String line : lines) {
            Invocation done =
                    Invocation.of(line.replace("job.yaml", run.config("")).split(" +"));
            assertThat(done.exitCode()).as(line + "\n" + done.err()).isZero();
        }
        assertThat(committed(run.timesteps())).hasSize(2);
    }

    private Invocation letters(String command, String... options) {
        try {
            String[] all = new String[options.length + 4];
            System.arraycopy(options, 0, all, 4, options.length);
            all[0] = "dead-letters";
            all[1] = command;
            all[2] = "--config";
            all[3] = run.config("");
            return Invocation.of(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text, bytes, a step with two features too many, and a step of an episode that has ended. */
    private void sendRejects() {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        TimestepRecords records = new TimestepRecords(run.timesteps());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> text =
                    new ProducerRecord<>(run.timesteps(), 0, 1234L, null, "{\"temperature\": 21}".getBytes(UTF_8));
            text.headers().add("trace", "abc".getBytes(UTF_8));
            producer.send(text);
            producer.send(new ProducerRecord<>(run.timesteps(), 1, null, new byte[] {1, 2}));
            producer.send(records.of(step("wave-1", 30, 30_000, 3)));
            producer.send(records.of(step("wave-2", 3, -5, 1)));
        }
    }

    private static Step step(String sequence, long number, long time, int features) {
        return new Step(sequence, number, time, new float[features], Step.NONE, null, Step.NONE, 1f, false);
    }

    private ConsumerRecord<byte[], byte[]> letter(String reason, String value) {
        return committed(run.name() + "-dead").stream()
                .filter(record -> reason.equals(TopicRecords.header(record, "backflow.reason")))
                .filter(record -> value == null || value.equals(new String(record.value(), UTF_8)))
                .findFirst()
                .orElseThrow();
    }

    private ConsumerRecord<byte[], byte[]> newest(String topic, String value) {
        return committed(topic).stream()
                .filter(record -> value.equals(new String(record.value(), UTF_8)))
                .max(Comparator.comparingLong((ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
                        .thenComparingLong(ConsumerRecord::offset))
                .orElseThrow();
    }

    private List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return TopicRecords.committed(broker.bootstrapServers(), topic);
    }
}
