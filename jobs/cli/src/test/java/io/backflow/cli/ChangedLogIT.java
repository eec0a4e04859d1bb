package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.Patience;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run whose state is of a log that is no longer there, or not as it was. */
@Tag("nightly")
@Timeout(600)
class ChangedLogIT {

    private static EmbeddedBroker broker;
    private static Admin admin;

    @TempDir
    Path folder;

    private WaveRun run;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void trainOnce(TestInfo test) throws IOException {
        String name = "log-" + Integer.toHexString(test.getDisplayName().hashCode());
        run = WaveRun.create(broker.bootstrapServers(), name, folder);
        run.send(0, 60);
        Invocation first = run.train("run");
        assertThat(first.exitCode()).as(first.err()).isZero();
    }

    @Test
    void aTopicThatWasCreatedAnewIsNoticedThoughTheOffsetsExist() throws Exception {
        createAnew();
        run.send(0, 100);

        refused("run", "created anew", "kafka.start.log_changed");
        run.kafka = "start: {log_changed: earliest}";
        Invocation anew = run.train("run");

        assertThat(anew.exitCode()).as(anew.err()).isZero();
        assertThat(anew.out()).startsWith("trained 400 steps"); // the first 240 of the log are known and dropped
    }

    @Test
    void theSameLogUnderAnotherIdIsReadOnWhereTheUserSaysSo() throws Exception {
        createAnew();
        run.send(0, 100);

        run.kafka = "start: {log_changed: keep_offsets}";
        Invocation on = run.train("run");

        assertThat(on.exitCode()).as(on.err()).isZero();
        assertThat(on.out()).startsWith("trained 400 steps");
    }

    @Test
    void aLogThatIsShorterThanWhatWasReadIsNotWaitedFor() throws Exception {
        createAnew();
        run.send(0, 10);

        run.kafka = "start: {log_changed: keep_offsets}";
        refused("run", "was read up to", "earliest");
    }

    @Test
    void recordsThatWereDeletedUnreadAreCountedAndRefused() throws Exception {
        run.send(60, 100);
        long lost = deleteAllBut(10);

        refused("run", "records were deleted unread", "kafka.start.log_changed to keep_offsets");
        run.kafka = "start: {log_changed: keep_offsets}";
        Invocation on = run.train("run");

        assertThat(lost).isPositive();
        assertThat(on.exitCode()).as(on.err()).isZero();
        assertThat(run.trained()).isBetween(241L, 400L - lost);
    }

    @Test
    void anotherTopicIsNotReadAtTheOffsetsOfTheFirst() throws Exception {
        run.timesteps = run.name() + "-other";
        run.createTopics();
        run.send(0, 100);

        refused("run", run.name() + "-other", "the state's offsets are those of topic " + run.name() + "-in");
    }

    @Test
    void partitionsThatWereAddedAreReadFromTheirBeginning() throws Exception {
        admin.createPartitions(Map.of(run.timesteps(), NewPartitions.increaseTo(5)))
                .all()
                .get();
        await().until(() -> admin.describeTopics(List.of(run.timesteps()))
                        .allTopicNames()
                        .get()
                        .get(run.timesteps())
                        .partitions()
                        .size()
                == 5);
        run.send(60, 100);

        Invocation on = run.train("run");

        assertThat(on.exitCode()).as(on.err()).isZero();
        assertThat(on.out()).startsWith("trained 400 steps");
    }

    @Test
    void aTopicThatIsCreatedAnewUnderARunningJobEndsIt() throws Exception {
        run.bounded = false;
        run.kafka = "properties: {partition.discovery.interval.ms: 500}";
        Process process = run.start(
                "run",
                "flink: {execution.checkpointing.interval: 100ms, restart-strategy.type: fixed-delay,"
                        + " restart-strategy.fixed-delay.attempts: 5, restart-strategy.fixed-delay.delay: 100ms}");
        try {
            await().atMost(Patience.LONG).until(() -> !run.published(2).isEmpty());
            createAnew();
            run.send(0, 100);

            assertThat(process.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES))
                    .isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(Files.readString(folder.resolve("process.out"))).contains("created anew");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void recordsThatAreDeletedUnreadUnderARunningJobEndIt() throws Exception {
        run.bounded = false;
        Process process = run.start(
                "run",
                "flink: {execution.checkpointing.interval: 100ms, restart-strategy.type: fixed-delay,"
                        + " restart-strategy.fixed-delay.attempts: 5, restart-strategy.fixed-delay.delay: 100ms}");
        try {
            await().atMost(Patience.LONG).until(() -> !run.published(2).isEmpty());
            signal(process, "STOP");
            run.send(60, 61); // answers the fetch that was under way
            run.send(61, 100);
            deleteAllBut(10);
            signal(process, "CONT");

            assertThat(process.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES))
                    .as(Files.readString(folder.resolve("process.out")))
                    .isTrue();
            assertThat(Files.readString(folder.resolve("process.out"))).contains("records were deleted unread");
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(run.trained()).isLessThanOrEqualTo(400 - 4 * 20);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** It stands still, as a job does that cannot keep up with its topic. */
    private static void signal(Process process, String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private void refused(String output, String... words) throws Exception {
        long end = run.endOfParameters();
        Invocation refusal = run.train(output);
        assertThat(refusal.err()).contains(words);
        assertThat(refusal.exitCode()).isEqualTo(2);
        assertThat(run.endOfParameters()).as("nothing was published").isEqualTo(end);
    }

    private void createAnew() throws Exception {
        admin.deleteTopics(List.of(run.timesteps())).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(run.timesteps()));
        await().until(() -> run.createTopics().exitCode() == 0);
    }

    /** Deletes all but the last records of each partition; returns how many of them had not been read. */
    private long deleteAllBut(int last) throws Exception {
        long unread = 0;
        for (int partition = 0; partition < WaveRun.PARTITIONS; partition++) {
            TopicPartition log = new TopicPartition(run.timesteps(), partition);
            long end = admin.listOffsets(Map.of(log, OffsetSpec.latest()))
                    .partitionResult(log)
                    .get()
                    .offset();
            if (end > 0) {
                admin.deleteRecords(Map.of(log, RecordsToDelete.beforeOffset(end - last)))
                        .all()
                        .get();
                unread += end * 40 / 100 - last;
            }
        }
        return unread;
    }
}
