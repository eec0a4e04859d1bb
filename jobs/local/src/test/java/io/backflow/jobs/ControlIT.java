package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.schema.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands to a training job take effect at a place of the stream, and are answered. */
@Timeout(600)
class ControlIT {

    private static final Duration PATIENCE = Patience.LONG;
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final String ASYNCHRONOUS = """
            sync: {type: asynchronous, send: %s}
            optimizer: {rule: adam, learning_rate: 0.01}
            batch: {size: 8, linger: 5ms}
            forecast: arrival
            """;
    private static final String ROUNDS = """
            sync: {type: synchronous, send: %s, round: 8s}
            horizon: {type: truncated, every: 8}
            optimizer: {rule: adam, learning_rate: 0.01, clip_norm: 0.5}
            """;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "delta"})
    void aPausedJobForecastsAndLearnsNothingUntilItIsResumed(String send) throws Exception {
        JobScene scene = live("paused", ASYNCHRONOUS.formatted(send));
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                Commands commands = new Commands(scene);
                ModelFollower models = scene.follow();
                TopicTail forecasts = tail(scene);
                LiveStream stream = stream(scene)) {
            await().atMost(PATIENCE).until(() -> models.newest() > 5);

            long paused = version(commands.pause());
            forecasts.more();
            int made = 0;
            long until = System.nanoTime() + MOMENT.toNanos();
            while (made < 100 || System.nanoTime() < until) {
                made += forecasts.more().size();
            }
            long steps = models.totals().steps();
            assertThat(models.newest()).isEqualTo(paused);

            long resumed = version(commands.resume());
            assertThat(resumed).isEqualTo(paused);
            await().atMost(PATIENCE).until(() -> models.newest() > resumed + 5);
            assertThat(models.totals().steps()).isGreaterThan(steps);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "delta"})
    void atALearningRateOfZeroTheParametersStayWhatTheyAre(String send) throws Exception {
        JobScene scene = live("rate", ASYNCHRONOUS.formatted(send));
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                Commands commands = new Commands(scene);
                ModelFollower models = scene.follow();
                LiveStream stream = stream(scene)) {
            await().atMost(PATIENCE).until(() -> models.newest() > 5);

            long still = version(commands.learningRate(0.0));
            await().atMost(PATIENCE).until(() -> models.newest() > still + 5);
            List<float[]> values = valuesSince(scene, still);
            assertThat(values).hasSizeGreaterThan(1).allSatisfy(each -> assertThat(each)
                    .isEqualTo(values.get(0)));

            commands.learningRate(null);
            long moving = models.newest();
            await().atMost(PATIENCE).until(() -> models.newest() > moving + 5);
            List<float[]> now = valuesSince(scene, moving);
            assertThat(now.get(now.size() - 1)).isNotEqualTo(values.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "delta"})
    void aRollbackGoesOnWithTheParametersOfTheVersion(String send) throws Exception {
        JobScene scene = live("back", ASYNCHRONOUS.formatted(send));
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                Commands commands = new Commands(scene);
                ModelFollower models = scene.follow();
                LiveStream stream = stream(scene)) {
            await().atMost(PATIENCE).until(() -> models.newest() > 10);
            long paused = version(commands.pause());
            PublishedModel early = scene.published().get(1);
            assertThat(early.version().version()).isLessThan(paused);

            CommandAnswer refused = commands.rollBack(99_999L);
            assertThat(refused.applied()).isFalse();
            assertThat(refused.detail()).contains("no whole version 99999 of run");
            long back =
                    version(Commands.applied(commands.rollBack(early.version().version())));

            assertThat(back).isEqualTo(paused + 1);
            await().atMost(PATIENCE).until(() -> models.newest() == back);
            assertThat(newest(scene).version().values())
                    .isEqualTo(early.version().values());
            commands.resume();
            await().atMost(PATIENCE).until(() -> models.newest() > back + 3);
        }
    }

    @Test
    void aResetSequenceForecastsAsANewOneAndOthersDoNot() throws Exception {
        JobScene scene = live("reset", ASYNCHRONOUS.formatted("gradient"));
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                Commands commands = new Commands(scene);
                TopicTail forecasts = tail(scene)) {
            commands.pause();
            scene.send(new TestStream(Stream.of("reset", "other")
                    .flatMap(id -> IntStream.range(0, 10).mapToObj(t -> step(id, t, 0.1f * t)))
                    .toList()));
            Map<String, TreeMap<Long, Float>> said = new HashMap<>();
            await().atMost(PATIENCE).until(() -> count(forecasts, said) == 20);

            assertThat(commands.reset("reset").detail()).isEqualTo("1 recurrent states start from zero");
            assertThat(commands.reset("nobody").applied()).isFalse();
            scene.send(new TestStream(Stream.concat(
                            Stream.of("reset", "other")
                                    .flatMap(id -> IntStream.range(10, 20).mapToObj(t -> step(id, t, 0.7f * (20 - t)))),
                            IntStream.range(0, 10).mapToObj(t -> step("new", t, 0.7f * (10 - t))))
                    .toList()));
            await().atMost(PATIENCE).until(() -> count(forecasts, said) == 50);

            for (long t = 0; t < 10; t++) {
                assertThat(said.get("reset").get(10 + t))
                        .isCloseTo(said.get("new").get(t), Offset.offset(1e-6f));
            }
            assertThat(said.get("other").get(10L)).isNotCloseTo(said.get("new").get(0L), Offset.offset(1e-4f));
            assertThat(commands.reset(null).detail()).isEqualTo("3 recurrent states start from zero");
        }
    }

    @Test
    void whatIsNoCommandIsRefusedAndAnAbsentTopicIsReadOnceItIsThere() throws Exception {
        JobScene scene = live("late", ASYNCHRONOUS.formatted("delta")).withControl("late-made");
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                ModelFollower models = scene.follow();
                LiveStream stream = stream(scene)) {
            await().atMost(PATIENCE).until(() -> models.newest() > 1);
            new Topics(scene.config().kafka(), Topics.PATIENCE).create(1, Optional.empty());
            try (Commands commands = new Commands(scene)) {
                CommandAnswer none = commands.sendBytes("pause!".getBytes(StandardCharsets.UTF_8));
                assertThat(none.applied()).isFalse();
                assertThat(none.detail()).startsWith("the record is no command: no Avro single-object header");
                CommandAnswer follow = commands.send(Command.Kind.FOLLOW, null, null, null);
                assertThat(follow.applied()).isFalse();
                CommandAnswer rate = commands.learningRate(-1.0);
                assertThat(rate.detail()).startsWith("learning_rate is -1.0; send a finite number");
                commands.publish();
                assertThat(run.job().ended()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "delta"})
    void afterAFailureCommandsHaveTakenEffectWhereTheyHadBefore(String send) throws Exception {
        PublishedModel undisturbed = commanded("whole-" + send, ROUNDS.formatted(send), false);

        PublishedModel disturbed = commanded("failed-" + send, ROUNDS.formatted(send), true);

        assertThat(undisturbed.version().session()).isEqualTo(1);
        assertThat(disturbed.version().session()).isEqualTo(2);
        assertThat(disturbed.version().values()).isEqualTo(undisturbed.version().values());
        assertThat(disturbed.version().totals()).isEqualTo(undisturbed.version().totals());
        assertThat(disturbed.version().totals().steps()).isGreaterThan(1000);
    }

    /** Trains a part, is commanded, perhaps fails, and trains another part. */
    private PublishedModel commanded(String name, String settings, boolean fails) throws Exception {
        TestStream first = TestStream.waves(12, 40, 60, 31).halfOpen();
        TestStream second = TestStream.waves(12, 40, 60, 32).moved("then", 100);
        JobScene scene = live(name, settings);
        Faults.none();
        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER);
                Commands commands = new Commands(scene);
                ModelFollower models = scene.follow()) {
            scene.send(first, step -> 0);
            awaitSteps(models, first.trainedBeforeTheNewestRound(8, 8));
            commands.reset(null);
            Commands.applied(commands.learningRate(0.003));
            Commands.applied(commands.rollBack(2L));
            if (fails) {
                Faults.after(20);
            }
            scene.send(second, step -> 0);
            awaitSteps(models, first.steps().size() + second.trainedBeforeTheNewestRound(8, 8)); // a reset trains all
            assertThat(Faults.struck()).isEqualTo(fails);
            return newest(scene);
        } finally {
            Faults.none();
        }
    }

    private static void awaitSteps(ModelFollower models, long steps) {
        await().atMost(PATIENCE).until(() -> models.totals().steps() == steps);
    }

    private JobScene live(String name, String settings) {
        String unique = name + "-" + Integer.toHexString(settings.hashCode());
        return JobScene.eachVersion(BROKER.get(), unique, 2, directory, settings);
    }

    private static LiveStream stream(JobScene scene) {
        return LiveStream.start(
                BROKER.get().bootstrapServers(), scene.config().kafka().topics().timesteps(), 6);
    }

    private static TopicTail tail(JobScene scene) {
        return new TopicTail(
                BROKER.get().bootstrapServers(), scene.config().kafka().topics().predictions());
    }

    private static long version(CommandAnswer answer) {
        return Optional.ofNullable(Commands.applied(answer).version()).orElseThrow();
    }

    private static PublishedModel newest(JobScene scene) {
        List<PublishedModel> all = scene.published();
        return all.get(all.size() - 1);
    }

    private static List<float[]> valuesSince(JobScene scene, long version) {
        return scene.published().stream()
                .map(PublishedModel::version)
                .filter(model -> model.version() >= version)
                .map(model -> model.values())
                .toList();
    }

    private static int count(TopicTail forecasts, Map<String, TreeMap<Long, Float>> said) {
        List<Prediction> more = new ArrayList<>();
        forecasts.more().forEach(record -> more.add(TopicTail.decode(record)));
        for (Prediction each : more) {
            said.computeIfAbsent(each.getSequenceId(), id -> new TreeMap<>())
                    .put(each.getStep(), each.getPrediction().get(0));
        }
        return said.values().stream().mapToInt(TreeMap::size).sum();
    }

    private static Step step(String id, int t, float value) {
        float[] target = {0f};
        return new Step(id, t, t * 1000L, new float[] {value, 1f}, Step.NONE, target, Step.NONE, 1f, false);
    }
}
