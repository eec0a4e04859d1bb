package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.RawSteps.Record;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One device whose clock is wrong, or whose records are, beside others that are right: it moves nobody's time. */
@Tag("nightly")
@Timeout(600)
class WrongClockIT {

    private static final Duration PATIENCE = Patience.LONG;
    private static final long IN_2099 = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();
    private static final String OPTIMIZER =
            "optimizer: {rule: adam, learning_rate: 0.01}\nbatch: {size: 8, linger: 5ms}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    /** Whose clock stamps the record of the step from 2099. */
    enum Stamp {
        PRODUCER(Map.of()),
        DEVICE(Map.of("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE))),
        BROKER(Map.of("message.timestamp.type", "LogAppendTime"));

        private final Map<String, String> topic;

        Stamp(Map<String, String> topic) {
            this.topic = topic;
        }
    }

    @ParameterizedTest(name = "{0} partitions, stamped by the {1}")
    @CsvSource({"1, PRODUCER", "2, PRODUCER", "2, DEVICE", "1, BROKER"})
    void roundsGoOnAfterAStepFrom2099AndAfterARestore(int partitions, Stamp stamp) throws Exception {
        String name = "clock-" + partitions + "-" + stamp;
        RawSteps stream = RawSteps.create(BROKER.get().bootstrapServers(), name + "-in", partitions, stamp.topic);
        JobScene scene = JobScene.live(
                BROKER.get(), name, 2, directory, "sync: {type: synchronous, send: gradient, round: 5s}\n" + OPTIMIZER);
        TestStream before = TestStream.waves(8, 30, 50, 1);
        TestStream after = TestStream.waves(8, 30, 50, 2).moved("after", 200);
        TestStream restored = TestStream.waves(8, 30, 50, 3).moved("restored", 400);

        String savepoint;
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER);
                ModelFollower models = scene.follow()) {
            stream.send(before);
            stream.endRounds(before.end() + 60_000);
            awaitTrained(models, before);

            stream.send(0, Record.of(step("thief", 0, IN_2099)).stampedAt(stamp == Stamp.DEVICE ? IN_2099 : null));
            stream.send(after);
            stream.endRounds(after.end() + 60_000);
            awaitTrained(models, before, after);
            savepoint = run.job().stopWithSavepoint(directory);
        }
        try (JobRun run = JobRun.start(scene.resuming(savepoint), directory, JobRun.Site.TRAINER);
                ModelFollower models = scene.follow()) {
            stream.send(restored);
            stream.endRounds(restored.end() + 60_000);
            awaitTrained(models, before, after, restored);
            assertThat(run.job().ended()).isFalse();
        }

        assertThat(stream.reasons(name + "-dead")).containsExactly("event_time");
    }

    /** What stands in the stream between good steps whose event times are of 1970. */
    enum Bad {
        STAMPED_2099,
        END_STAMPED_2099,
        REPETITION_STAMPED_2099,
        MALFORMED_STAMPED_2099,
        TOMBSTONE,
        OTHER_BYTES
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void sessionsOfOthersAreNotCutByWhatCannotBeTaken(Bad bad) throws Exception {
        String name = "session-" + bad;
        RawSteps stream = RawSteps.create(BROKER.get().bootstrapServers(), name + "-in", 2, Map.of());
        JobScene scene = new JobScene(BROKER.get(), name, 2, directory, """
            sync: {type: asynchronous}
            sequence: {session_gap: 30s, time_to_live: 1h}
            """ + OPTIMIZER)
                .with(Map.of("pipeline.auto-watermark-interval", "1ms"));
        TestStream feed = TestStream.waves(40, 300, 400, 4);
        for (TestStream part : feed.parts(20)) {
            stream.send(part);
            stream.send(0, record(bad));
            stream.send(1, record(bad));
        }

        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
        }

        TrainingTotals totals = scene.last().version().totals();
        assertThat(totals.stepsHash()).isEqualTo(feed.hash());
        assertThat(totals.windows()).as("windows of 8 steps, but the last").isEqualTo(feed.windows(8));
        assertThat(stream.reasons(name + "-dead")).hasSize(40);
    }

    private static Record record(Bad bad) {
        return switch (bad) {
            case STAMPED_2099 -> Record.of(step("thief", 0, IN_2099));
            case END_STAMPED_2099 -> Record.of(end("wave-0", 5, IN_2099));
            case REPETITION_STAMPED_2099 -> Record.of(step("wave-0", 0, IN_2099));
            case MALFORMED_STAMPED_2099 -> Record.of(step("thief", -1, IN_2099));
            case TOMBSTONE -> new Record(utf8("wave-0"), null, null);
            case OTHER_BYTES -> new Record(utf8("wave-0"), utf8("{\"temperature\": 21}"), null);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sync: {type: synchronous, send: gradient, round: 1s}\n",
                "sync: {type: asynchronous}\nsequence: {session_gap: 20s}\n"
            })
    void aClockTwoMinutesAheadHoldsUpNoRoundAndCutsNoSession(String settings) throws Exception {
        String name = "ahead-" + Integer.toHexString(settings.hashCode());
        RawSteps stream = RawSteps.create(BROKER.get().bootstrapServers(), name + "-in", 2, Map.of());
        JobScene scene = JobScene.live(BROKER.get(), name, 2, directory, settings + OPTIMIZER);
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER);
                ModelFollower models = scene.follow()) {
            Live live = new Live(stream);
            live.sendUntil(() -> models.totals().windows() >= 20);

            stream.send(0, Record.of(step("ahead-0", 0, System.currentTimeMillis() + 120_000)));
            stream.send(1, Record.of(step("ahead-1", 0, System.currentTimeMillis() + 120_000)));
            long trained = models.totals().windows();
            live.sendUntil(() -> models.totals().windows() >= trained + 40);

            assertThat(models.totals().steps())
                    .as("steps in windows of 8, of which none was cut")
                    .isEqualTo(8 * models.totals().windows());
            assertThat(run.job().ended()).isFalse();
        }
        assertThat(stream.reasons(name + "-dead")).isEmpty();
    }

    @Test
    void aPartitionThatBringsOnlyWhatCannotBeTakenHoldsUpNoRound() throws Exception {
        String name = "barren";
        RawSteps stream = RawSteps.create(BROKER.get().bootstrapServers(), name + "-in", 3, Map.of());
        JobScene scene = JobScene.live(
                BROKER.get(), name, 2, directory, "sync: {type: synchronous, send: gradient, round: 1s}\n" + OPTIMIZER);
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER);
                ModelFollower models = scene.follow()) {
            Live live = new Live(stream);
            live.sendUntil(() -> {
                stream.send(2, record(Bad.OTHER_BYTES));
                return models.totals().windows() >= 20;
            });
            assertThat(run.job().ended()).isFalse();
        }
    }

    /** Four sequences, two in each of two partitions, a step each every 50 ms, with the time of now. */
    private static final class Live {

        private final RawSteps stream;
        private int step;

        Live(RawSteps stream) {
            this.stream = stream;
        }

        void sendUntil(Condition condition) throws Exception {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!condition.holds()) {
                assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
                for (int s = 0; s < 4; s++) {
                    stream.send(s % 2, Record.of(step("live-" + s, step, System.currentTimeMillis())));
                }
                step++;
                Thread.sleep(50);
            }
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits until all of {@code feeds} is trained. */
    private static void awaitTrained(ModelFollower models, TestStream... feeds) {
        long steps =
                List.of(feeds).stream().mapToLong(feed -> feed.steps().size()).sum();
        await().atMost(PATIENCE).until(() -> models.totals().steps() == steps);
    }

    private static Step step(String sequence, long number, long time) {
        float[] features = {TestStream.wave(sequence.hashCode(), (int) number), 0f};
        float[] target = {TestStream.wave(sequence.hashCode(), (int) number + 1)};
        return new Step(sequence, number, time, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    private static Step end(String sequence, long number, long time) {
        Step step = step(sequence, number, time);
        return new Step(sequence, number, time, step.features(), Step.NONE, step.target(), Step.NONE, 1f, true);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
