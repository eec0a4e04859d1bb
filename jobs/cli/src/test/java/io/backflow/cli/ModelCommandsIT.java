package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.local.EmbeddedBroker;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models out of the topic, into files, and into training again. */
@Timeout(600)
class ModelCommandsIT {

    /** Fast enough to have learnt a wave in the 40 rounds of a run. */
    private static final String FAST = "optimizer: {learning_rate: 0.02}";

    private static final Pattern FILE = Pattern.compile("[a-z]+\\.(yaml|onnx|weights\\.h5|(torch\\.)?safetensors)");

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
    void trainARun(TestInfo test) throws IOException {
        run = WaveRun.create(broker.bootstrapServers(), name(test, "old"), folder);
        run.sections = FAST;
        run.send(0, 200);
        Invocation trained = run.train("old");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
    }

    private static String name(TestInfo test, String end) {
        return "models-" + Integer.toHexString(test.getDisplayName().hashCode()) + "-" + end;
    }

    /** The commands of docs/files.md, one after the other: a model leaves a run, and another run goes on with it. */
    @Test
    void theCommandsOfThePageCarryAModelToAnotherRun(TestInfo test) throws Exception {
        ModelVersion last = run.lastPublished();
        WaveRun next = WaveRun.create(broker.bootstrapServers(), name(test, "new"), folder);
        next.sections = FAST;
        next.send(0, 200);
        Files.copy(Path.of(run.config("")), folder.resolve("job.yaml"));
        Files.copy(Path.of(next.config("")), folder.resolve("other.yaml"));

        for (String line : linesOfThePage()) {
            Invocation done = run(line);
            assertThat(done.exitCode()).as(line + ": " + done.err()).isZero();
        }

        ModelFile exported = ModelFile.read(folder.resolve("pump.safetensors"));
        assertThat(exported.parameters()).isEqualTo(last.values());
        assertThat(exported.origin()).isEqualTo(new ModelOrigin(run.name(), last.version(), 800));
        assertThat(folder.resolve("pump.onnx")).isNotEmptyFile();
        assertThat(folder.resolve("pump.torch.safetensors")).isNotEmptyFile();
        ModelVersion first = next.published().get(0);
        assertThat(first.values()).isEqualTo(last.values());
        assertThat(first.version()).isEqualTo(last.version());
        assertGoesOnWhereItStood(next, first);
    }

    /** What is said before the first update is what the exported model says; from there the loss falls. */
    private void assertGoesOnWhereItStood(WaveRun next, ModelVersion first) throws Exception {
        List<Prediction> said = predictions(next.name() + "-said");
        List<Prediction> before = said.stream()
                .filter(prediction -> prediction.getVersion() == first.version())
                .sorted(Comparator.comparingLong(Prediction::getStep))
                .toList();
        assertThat(before).hasSizeGreaterThanOrEqualTo(Waves.SEQUENCES);
        try (ServedModel served = ServedModel.open(folder.resolve("imported.safetensors"))) {
            for (Prediction prediction : before) {
                int wave = Integer.parseInt(prediction.getSequenceId().substring("wave-".length()));
                float forecast = served.step(Waves.step(wave, (int) prediction.getStep()))
                        .said()
                        .values()[0];
                assertThat(prediction.getPrediction().get(0)).isCloseTo(forecast, within(1e-5f));
            }
        }
        double untrained = loss(predictions(run.name() + "-said"), 0, 20);
        double start = loss(said, 0, 20);
        assertThat(start).isLessThan(untrained / 2);
        assertThat(loss(said, 180, 199)).isLessThan(start);
    }

    private static double loss(List<Prediction> said, int from, int to) {
        return said.stream()
                .filter(prediction -> prediction.getStep() >= from && prediction.getStep() < to)
                .filter(prediction -> prediction.getLoss() != null)
                .mapToDouble(Prediction::getLoss)
                .average()
                .orElseThrow();
    }

    private static List<Prediction> predictions(String topic) throws Exception {
        Wire<Prediction> wire = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE);
        List<Prediction> predictions = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : TopicRecords.committed(broker.bootstrapServers(), topic)) {
            predictions.add(wire.decode(record.value()));
        }
        return predictions;
    }

    /** A job that is submitted may have no options; its configuration names the file, and a state wins over it. */
    @Test
    void theConfigurationMayNameTheFileThatARunBeginsWith(TestInfo test) throws Exception {
        ModelVersion last = run.lastPublished();
        Path file = folder.resolve("model.weights.h5");
        export("--to keras --output " + file);
        WaveRun next = WaveRun.create(broker.bootstrapServers(), name(test, "new"), folder);
        next.sections = "start: {from: {type: file, path: \"" + file.toUri() + "\"}}";
        next.send(0, 40);

        Invocation begun = next.train("new");
        assertThat(begun.exitCode()).as(begun.err()).isZero();
        assertThat(begun.err()).contains("starts from " + file.toUri() + " (run " + run.name() + ", version");
        assertThat(next.published().get(0).values()).isEqualTo(last.values());

        Path moved = Files.move(file, folder.resolve("moved.weights.h5"));
        next.send(40, 60);
        Invocation restored = next.train("new");
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.out()).startsWith("trained 240 steps");

        assertThatThrownBy(() -> TrainingJob.main(new String[] {"--config", next.config("")}))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("it would publish the model of start.from.path over that")
                .hasMessageContaining("--from-model FILE");
        TrainingJob.main(new String[] {"--config", next.config(""), "--from-model", moved.toString()});
        assertThat(next.published(3).get(0).values()).isEqualTo(last.values());
    }

    @Test
    void aFileThatIsNoModelOfTheConfigurationIsNotBegunWith(TestInfo test) throws Exception {
        Path file = folder.resolve("model.safetensors");
        export("--to safetensors --output " + file);
        WaveRun next = WaveRun.create(broker.bootstrapServers(), name(test, "new"), folder);
        next.send(0, 40);
        next.sections = "normalization: {mean: [1], deviation: [2]}";
        Invocation scaled = next.train("new", "--from-model", file.toString());
        next.sections = "start: {from: {type: file, path: nowhere.safetensors}}";
        Invocation absent = next.train("new");
        next.sections = "start: {from: {type: file, path: \"nofs://models/a\"}}";
        Invocation foreign = next.train("new");

        assertThat(scaled.exitCode()).isEqualTo(2);
        assertThat(scaled.err())
                .hasLineCount(1)
                .contains("--from-model is " + file + ", which cannot be used: ")
                .contains("normalization is {", "but this model was trained without it");
        assertThat(absent.exitCode()).isEqualTo(2);
        assertThat(absent.err())
                .hasLineCount(1)
                .contains("start.from.path is nowhere.safetensors, which cannot be used:", "is no file");
        assertThat(foreign.exitCode()).isEqualTo(2);
        assertThat(foreign.err()).hasLineCount(1).contains("start.from.path is nofs://models/a", "cannot be read");
        assertThat(next.published()).isEmpty();
    }

    /** The topic says what the model needs: no configuration is at hand. */
    @Test
    void aModelIsTakenFromTheTopicByTheNameOfItsRun() throws Exception {
        Path file = folder.resolve("model.safetensors");
        String topic = "export --bootstrap " + broker.bootstrapServers() + " --topic " + run.name() + "-model --run ";

        Invocation export = run(topic + run.name() + " --to safetensors --output " + file);
        assertThat(export.exitCode()).as(export.err()).isZero();
        assertThat(export.out())
                .matches("wrote .*: run " + run.name() + ", version \\d+, trained on 800 steps, \\d+ bytes\\n");
        assertThat(ModelFile.read(file).parameters())
                .isEqualTo(run.lastPublished().values());
        assertRefused(topic + "nobodys --to onnx", "run nobodys has published nothing in topic " + run.name());
        assertRefused(topic + run.name() + " --version 999999 --to onnx", "no version 999999", "its newest is version");
        assertRefused(
                "export --bootstrap " + broker.bootstrapServers() + " --topic none --to onnx",
                "kafka.topics.parameters is none",
                "has no such topic");
    }

    private void assertRefused(String line, String... parts) {
        Invocation refused = run(line);
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err()).hasLineCount(1).contains(parts);
    }

    private void export(String options) throws IOException {
        Invocation export = run("export --config " + run.config("") + " " + options);
        assertThat(export.exitCode()).as(export.err()).isZero();
    }

    private static Invocation run(String line) {
        return Invocation.of(line.split(" +"));
    }

    /** Commands of the page, with its files in {@link #folder}. */
    private List<String> linesOfThePage() {
        List<String> lines = Pattern.compile("(?ms)^```sh\\n(.*?)^```")
                .matcher(Documents.read(Documents.project().resolve("docs/files.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(line -> line.replaceFirst("^\\./backflow ", ""))
                .map(line -> FILE.matcher(line)
                        .replaceAll(file -> folder.resolve(file.group()).toString()))
                .map(line -> line.startsWith("train ") ? line + " --output " + folder.resolve("new") : line)
                .toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(6);
        return lines;
    }
}
