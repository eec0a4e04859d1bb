package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.kafka.ProgressDecoder;
import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import io.backflow.schema.Prediction;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Forecasts stand in the log before their truth, and came out as the library says. */
@Timeout(600)
class ForecastsInTimeIT {

    /** A forecast is computed from a state that a network of another batch size has computed. */
    private static final float ROUNDING = 1e-5f;

    private static final int SEQUENCES = ForecastSeries.SEQUENCES;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    private ForecastSeries stream = ForecastSeries.WAVES;
    private final Map<String, TreeMap<Long, Said>> said = new HashMap<>();
    private final Map<String, TreeMap<Long, Long>> appended = new HashMap<>();

    /** A forecast, and when its record was made by Kafka's clock. */
    private record Said(Prediction prediction, long time) {}

    @ParameterizedTest
    @MethodSource("streams")
    void eachTruthThatWaitsForItsForecastComesAfterIt(ForecastSeries values) throws Exception {
        stream = values;
        int steps = values.steps();
        JobScene scene = scene(values.name());
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                TopicTail predictions = tail(scene.config().kafka().topics().predictions());
                var producer = producer()) {
            for (int t = 0; t < steps; t++) {
                for (int s = 0; s < values.sequences(); s++) {
                    long truth = t;
                    String id = "series-" + s;
                    if (t > 0) {
                        await().pollInterval(Duration.ofMillis(1))
                                .atMost(Patience.LONG)
                                .until(() -> {
                                    predictions.more().forEach(this::take);
                                    return said(id).values().stream()
                                            .anyMatch(one -> one.prediction().getTargetStep() == truth);
                                });
                    }
                    append(producer, scene, s, t);
                }
            }
            awaitSaid(predictions, values.sequences() * (long) steps);
            assertThat(truthsBeforeTheirForecasts()).isZero();
            long scored = values.sequences() * (steps - 1L);
            ForecastTotals totals = awaitScored(scene, scored);
            assertThat(totals.overtaken()).isZero();
            assertSameAsTheLibrary(scene, totals);
        }
    }

    static Stream<ForecastSeries> streams() throws IOException {
        return Stream.of(ForecastSeries.WAVES, ForecastSeries.storms(), ForecastSeries.births());
    }

    @Test
    void forecastsComeBeforeTruthsThatTakeTheirTime() throws Exception {
        int steps = 25;
        Random random = new Random(5);
        JobScene scene = scene("pauses");
        try (JobRun run = JobRun.startWithKafka(scene, directory);
                TopicTail predictions = tail(scene.config().kafka().topics().predictions());
                var producer = producer()) {
            append(producer, scene, 0, 0);
            await().atMost(Patience.LONG).until(() -> {
                predictions.more().forEach(this::take);
                return !said.isEmpty();
            });
            for (int t = 1; t < steps; t++) {
                Thread.sleep(30 + random.nextInt(300));
                for (int s = 0; s < SEQUENCES; s++) {
                    append(producer, scene, s, s == 0 ? t : t - 1);
                }
            }
            long scored = SEQUENCES * (steps - 2L) + 1;
            ForecastTotals totals = awaitScored(scene, scored);
            awaitSaid(predictions, scored + SEQUENCES);
            assertThat(truthsBeforeTheirForecasts())
                    .as("of %d", scored)
                    .isLessThanOrEqualTo(scored / 20); // a busy machine may pause for longer than a truth does
            assertSameAsTheLibrary(scene, totals);
        }
    }

    private void awaitSaid(TopicTail predictions, long forecasts) {
        await().atMost(Patience.LONG).until(() -> {
            predictions.more().forEach(this::take);
            return said.values().stream().mapToInt(Map::size).sum() == forecasts;
        });
    }

    private JobScene scene(String name) {
        return JobScene.eachVersion(BROKER.get(), name, 2, directory, """
                sync: {type: asynchronous}
                target: {type: next, steps_ahead: 1, columns: [0]}
                optimizer: {rule: adam, learning_rate: 0.01}
                batch: {size: 2, linger: 5ms}
                server: {shards: 1}
                forecast: {type: arrival, linger: 2ms, batch: 64}
                """);
    }

    private long truthsBeforeTheirForecasts() {
        long late = 0;
        for (var sequence : said.entrySet()) {
            for (Said one : sequence.getValue().values()) {
                Long truth =
                        appended.get(sequence.getKey()).get(one.prediction().getTargetStep());
                late += truth != null && truth < one.time() ? 1 : 0;
            }
        }
        return late;
    }

    /** Runs each sequence through the library, each step with the version that its forecast names. */
    private void assertSameAsTheLibrary(JobScene scene, ForecastTotals totals) {
        Map<Long, float[]> versions = versions(scene);
        ModelSpec spec = scene.config().model();
        double sum = 0;
        long count = 0;
        try (Network network = new Network(spec, 1, 1)) {
            Minibatch batch = new Minibatch(spec, 1, 1);
            for (var sequence : said.values()) {
                float[] state = new float[spec.stateSize()];
                Float before = null;
                for (Said one : sequence.values()) {
                    Prediction prediction = one.prediction();
                    int s = Integer.parseInt(prediction.getSequenceId().substring("series-".length()));
                    int t = (int) prediction.getStep();
                    batch.reset(1, 1);
                    System.arraycopy(state, 0, batch.initialState(), 0, state.length);
                    System.arraycopy(stream.input(s, t), 0, batch.inputs(), 0, 2);
                    network.load(versions.get(prediction.getVersion()));
                    network.forward(batch);
                    state = network.outputs().finalState().clone();
                    float own = network.outputs().predictions()[0];
                    assertThat(prediction.getPrediction().get(0)).isEqualTo(own, within(ROUNDING));
                    if (before != null) {
                        double error = before - stream.input(s, t)[0];
                        sum += error * error;
                        count++;
                        assertThat(prediction.getScoredStep()).isEqualTo(t - 1L);
                        assertThat((double) prediction.getLoss()).isEqualTo(error * error, within(1e-5));
                    }
                    before = own;
                }
            }
        }
        assertThat(count).isEqualTo(totals.scored());
        assertThat(totals.lossSum() / totals.weightSum()).isEqualTo(sum / count, within(1e-6));
        assertThat(versions).as("the model changed while forecasts were made").hasSizeGreaterThan(3);
    }

    /** The parameters of all versions that made forecasts, and of others, once they are published. */
    private Map<Long, float[]> versions(JobScene scene) {
        Set<Long> named = said.values().stream()
                .flatMap(sequence -> sequence.values().stream())
                .map(one -> one.prediction().getVersion())
                .collect(Collectors.toSet());
        Map<Long, float[]> versions = new HashMap<>();
        await().atMost(Patience.LONG).until(() -> {
            for (PublishedModel model : scene.published()) {
                versions.put(model.version().id().version(), model.version().values());
            }
            return versions.keySet().containsAll(named);
        });
        return versions;
    }

    private ForecastTotals awaitScored(JobScene scene, long scored) {
        ForecastTotals[] newest = {ForecastTotals.ZERO};
        ProgressDecoder decoder = new ProgressDecoder();
        try (TopicTail progress = tail(scene.config().kafka().topics().progress())) {
            await().atMost(Patience.LONG).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : progress.more()) {
                    newest[0] = decoder.decode(record.value()).forecasts();
                }
                return newest[0].scored() >= scored;
            });
        }
        assertThat(newest[0].scored()).isEqualTo(scored);
        return newest[0];
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Prediction prediction = TopicTail.decode(record);
        said(prediction.getSequenceId()).putIfAbsent(prediction.getStep(), new Said(prediction, record.timestamp()));
    }

    private TreeMap<Long, Said> said(String id) {
        return said.computeIfAbsent(id, none -> new TreeMap<>());
    }

    private static TopicTail tail(String topic) {
        return new TopicTail(BROKER.get().bootstrapServers(), topic);
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER.get().bootstrapServers(), "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void append(KafkaProducer<byte[], byte[]> producer, JobScene scene, int s, int t) throws Exception {
        Step step = new Step("series-" + s, t, 1000L * t, stream.input(s, t));
        Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
        byte[] key = step.sequenceId().getBytes(StandardCharsets.UTF_8);
        String topic = scene.config().kafka().topics().timesteps();
        long time = producer.send(new ProducerRecord<>(topic, key, wire.encode(TestStream.timestep(step))))
                .get()
                .timestamp();
        appended.computeIfAbsent(step.sequenceId(), none -> new TreeMap<>()).put((long) t, time);
    }
}
