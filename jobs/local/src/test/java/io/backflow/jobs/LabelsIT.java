package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.schema.TimestepLabel;
import io.backflow.schema.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Labels that come after their steps, in a topic of their own or among the steps. */
@Timeout(600)
class LabelsIT {

    private static final Wire<TimestepLabel> WIRE =
            Wire.of(TimestepLabel.class, TimestepLabel.getClassSchema(), Wire.ONE_MEBIBYTE);
    private static final String ROUNDS = """
        sync: {type: synchronous, send: gradient, round: 8s}
        optimizer: {rule: adam, learning_rate: 0.01}
        batch: {size: 4}
        """;
    private static final String DELAYED = "target: {type: delayed, max_wait: 10s}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    private final TestStream stream = TestStream.waves(24, 60, 120, 41);

    @Test
    void labelsKnownAtOnceOfAnotherTopicTeachTheSameBitsAsThoseOfTheSteps() throws Exception {
        PublishedModel given = JobRun.toEnd(scene("labels-given", ROUNDS), stream, directory);
        JobScene apart = scene("labels-apart", ROUNDS + DELAYED).withLabelsTopic();
        sendLabels(apart, stream, Step::eventTime);

        PublishedModel joined = JobRun.toEnd(apart, withoutTargets(stream), directory);

        assertThat(joined.version().totals()).isEqualTo(given.version().totals());
        assertThat(joined.version().values()).isEqualTo(given.version().values());
    }

    @Test
    void aFailureDoesNotChangeTheBitsThatLateLabelsTeach() throws Exception {
        Random random = new Random(5);
        TestStream stream = TestStream.waves(60, 300, 600, 42);
        Map<Step, Long> known = new HashMap<>();
        stream.steps().forEach(step -> known.put(step, step.eventTime() + random.nextInt(9_000)));
        List<PublishedModel> models = new ArrayList<>();
        for (String name : List.of("labels-calm", "labels-failing")) {
            JobScene scene = scene(name, ROUNDS + DELAYED).withLabelsTopic();
            sendLabels(scene, stream, known::get);
            models.add(
                    name.equals("labels-calm")
                            ? JobRun.toEnd(scene, withoutTargets(stream), directory)
                            : JobRun.throughFailure(scene, withoutTargets(stream), directory, JobRun.Site.SERVER));
            assertThat(dead(scene)).isEmpty();
        }

        for (PublishedModel model : models) {
            assertThat(model.version().totals().steps())
                    .isEqualTo(stream.steps().size());
            assertThat(model.version().totals().stepsHash()).isEqualTo(stream.hash());
            assertThat(model.version().totals().weightSum())
                    .isEqualTo(stream.steps().size());
        }
        assertThat(models.get(1).version().values())
                .isEqualTo(models.get(0).version().values());
    }

    @Test
    void labelsAmongTheStepsAreJoinedAndWhatIsLostIsADeadLetter() throws Exception {
        JobScene scene = scene(
                "labels-among",
                DELAYED + "sync: {type: asynchronous, send: delta}\noptimizer: {rule: adam, learning_rate: 0.01}\n");
        Random random = new Random(6);
        Map<String, Integer> lost = new TreeMap<>();
        List<Sent> sent = new ArrayList<>();
        int labelled = 0;
        for (Step step : stream.steps()) {
            sent.add(new Sent(
                    step.eventTime(), RawSteps.Record.of(withoutTarget(step)).value(), step.sequenceId()));
            int fate = random.nextInt(20);
            long known = step.eventTime() + random.nextInt(9_000);
            if (fate == 0) {
                continue;
            }
            if (fate == 1) {
                known = step.eventTime() + 10_001;
                lost.merge("label_late", 1, Integer::sum);
            } else {
                labelled++;
            }
            sent.add(new Sent(known, label(step, step.step(), known), step.sequenceId()));
            if (fate == 2) {
                Step other = with(step, 99f);
                sent.add(new Sent(known + 1, label(other, step.step(), known + 1), step.sequenceId()));
                lost.merge("label_contradicting", 1, Integer::sum);
            } else if (fate == 3) {
                sent.add(new Sent(known + 1, label(step, step.step() + 1_000, known + 1), step.sequenceId()));
                lost.merge("label_without_step", 1, Integer::sum);
            }
        }
        sent.sort(Comparator.comparingLong(Sent::time));
        send(scene, scene.config().kafka().topics().timesteps(), sent);

        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
        }

        PublishedModel model = scene.last();
        assertThat(model.version().totals().steps()).isEqualTo(stream.steps().size());
        assertThat(model.version().totals().stepsHash()).isEqualTo(stream.hash());
        assertThat(model.version().totals().weightSum()).as("steps with a loss").isEqualTo(labelled);
        Map<String, Integer> letters = new TreeMap<>();
        dead(scene).forEach(reason -> letters.merge(reason, 1, Integer::sum));
        assertThat(letters).isEqualTo(lost);
    }

    @Test
    void labelsOfATopicOfJsonAreJoined() throws Exception {
        JobScene scene = scene("labels-json", DELAYED + """
                sync: {type: asynchronous, send: delta}
                optimizer: {rule: adam, learning_rate: 0.01}
                stream:
                  order: {type: time, lateness: 2s}
                  format: json
                  fields: {sequence: id, time: ts, features: [x0, x1], end: last}
                  labels: {time: known, target: y}
                """);
        List<Sent> sent = new ArrayList<>();
        for (Step step : stream.steps()) {
            long known = step.eventTime() + 5_000;
            sent.add(new Sent(
                    step.eventTime(),
                    json(
                            "\"x0\": " + step.features()[0] + ", \"x1\": " + step.features()[1] + ", \"last\": "
                                    + step.endOfSequence(),
                            step),
                    step.sequenceId()));
            sent.add(
                    new Sent(known, json("\"known\": " + known + ", \"y\": " + target(step), step), step.sequenceId()));
        }
        sent.sort(Comparator.comparingLong(Sent::time));
        send(scene, scene.config().kafka().topics().timesteps(), sent);

        try (JobRun run = JobRun.start(scene, directory, JobRun.Site.TRAINER)) {
            run.job().await();
        }

        assertThat(dead(scene)).isEmpty();
        assertThat(scene.last().version().totals().stepsHash()).isEqualTo(stream.hash());
        assertThat(scene.last().version().totals().weightSum())
                .isEqualTo(stream.steps().size());
    }

    private static byte[] json(String content, Step step) {
        String text = "{\"id\": \"" + step.sequenceId() + "\", \"ts\": " + step.eventTime() + ", " + content + "}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private JobScene scene(String name, String settings) {
        return new JobScene(BROKER.get(), name, 2, directory, settings);
    }

    private static List<String> dead(JobScene scene) {
        return RawSteps.reasons(
                BROKER.get().bootstrapServers(), scene.config().kafka().topics().deadLetters());
    }

    private static TestStream withoutTargets(TestStream stream) {
        return new TestStream(
                stream.steps().stream().map(LabelsIT::withoutTarget).toList());
    }

    private static Step withoutTarget(Step step) {
        return with(step, Float.NaN);
    }

    /** {@code step} with another target; without one where it is NaN. */
    private static Step with(Step step, float target) {
        return new Step(
                step.sequenceId(),
                step.step(),
                step.eventTime(),
                step.features(),
                step.token(),
                Float.isNaN(target) ? null : new float[] {target},
                step.label(),
                step.weight(),
                step.endOfSequence());
    }

    private static float target(Step step) {
        return Objects.requireNonNull(step.target())[0];
    }

    /** A record on its way. */
    private record Sent(long time, byte[] value, String key) {}

    private static void sendLabels(JobScene scene, TestStream stream, ToLongFunction<Step> known) throws Exception {
        List<Sent> sent = new ArrayList<>();
        for (Step step : stream.steps()) {
            long time = known.applyAsLong(step);
            sent.add(new Sent(time, label(step, step.step(), time), step.sequenceId()));
        }
        sent.sort(Comparator.comparingLong(Sent::time));
        send(scene, Objects.requireNonNull(scene.config().kafka().topics().labels()), sent);
    }

    private static byte[] label(Step step, long number, long known) {
        return WIRE.encode(TimestepLabel.newBuilder()
                .setSequenceId(step.sequenceId())
                .setStep(number)
                .setEventTime(Instant.ofEpochMilli(known))
                .setTarget(List.of(target(step)))
                .build());
    }

    private static void send(JobScene scene, String topic, List<Sent> sent) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", BROKER.get().bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Sent record : sent) {
                producer.send(
                        new ProducerRecord<>(topic, record.key().getBytes(StandardCharsets.UTF_8), record.value()));
            }
        }
    }
}
