package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.mlflow.MlflowServer;
import io.backflow.model.Initialization;
import io.backflow.model.io.KerasWeights;
import io.backflow.model.io.Safetensors;
import io.backflow.model.io.TorchNames;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models from file to file, without a broker. */
class ModelCommandsTest {

    private static final String JOB = """
            kafka: {bootstrap_servers: "localhost:9"}
            stream: {order: time, format: json, fields: {sequence: pump, time: at, features: [heat, flow]}}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 5}]
              head: {units: 2, loss: {type: mse}}
            normalization: {mean: [1, -2], deviation: [2, 0.5]}
            target: {type: next}
            """;

    private static final ForecastSpec SPEC = ForecastSpec.of(JobConfig.parse(JOB));

    private final ModelFile model =
            new ModelFile(SPEC, new ModelOrigin("pumps", 42, 700), Initialization.keras(SPEC.model(), 5));

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("job.yaml"), JOB);
        Files.writeString(folder.resolve("wide.yaml"), JOB.replace("units: 5", "units: 6"));
        Files.writeString(
                folder.resolve("deep.yaml"),
                JOB.replace("[{type: gru, units: 5}]", "[{type: gru, units: 5}, {type: gru, units: 5}]"));
        Files.writeString(folder.resolve("turned.yaml"), JOB.replace("[heat, flow]", "[flow, heat]"));
        Files.writeString(folder.resolve("unscaled.yaml"), JOB.replaceAll("normalization.*\\n", ""));
        Files.writeString(folder.resolve("before.yaml"), JOB.replace("units: 5", "units: 5, reset_after: false"));
        model.write(folder.resolve("model.safetensors"));
        KerasWeights.write(folder.resolve("bare.weights.h5"), SPEC.model(), model.parameters(), Map.of());
        Files.write(folder.resolve("whole.keras"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0});
        Files.writeString(folder.resolve("notes.txt"), "these are no weights at all");
    }

    /** What a file says of a model comes along, and nothing is rounded. */
    @ParameterizedTest
    @ValueSource(strings = {"safetensors", "keras", "torch"})
    void aModelThatIsExportedAndImportedIsTheSameBitForBit(String format) {
        Path exported = folder.resolve("exported");
        Path imported = folder.resolve("imported.safetensors");

        Invocation out = run("export --from DIR/model.safetensors --to " + format + " --output " + exported);
        Invocation in = run("import " + exported + " --config DIR/job.yaml --output " + imported);

        assertThat(out.exitCode()).as(out.err()).isZero();
        assertThat(out.out())
                .startsWith("wrote " + exported + ": run pumps, version 42, trained on 700 steps, ")
                .endsWith(" bytes\n");
        assertThat(in.exitCode()).as(in.err()).isZero();
        assertThat(in.out())
                .hasLineCount(1)
                .contains(
                        "now run: backflow train --config " + folder.resolve("job.yaml") + " --from-model " + imported);
        assertThat(ModelFile.read(imported)).usingRecursiveComparison().isEqualTo(model);
    }

    /** Other programs know no statistics among the parameters: files for them say the numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"onnx", "keras", "torch"})
    void aModelWithMovingStatisticsIsExportedWithAFixedNormalization(String format) throws OrtException {
        ForecastSpec spec = ForecastSpec.of(
                JobConfig.parse(JOB.replaceAll("normalization: .*", "normalization: {type: global, steps: 100}")));
        float[] parameters = Initialization.keras(spec.model(), 5);
        float[] statistics = {1f, -2f, 0f, 0f, 4f, 0.25f, 100f, 100f};
        System.arraycopy(statistics, 0, parameters, parameters.length - 8, 8);
        new ModelFile(spec, model.origin(), parameters).write(folder.resolve("moving.safetensors"));
        Path exported = folder.resolve("exported");

        Invocation out = run("export --from DIR/moving.safetensors --to " + format + " --output " + exported);

        assertThat(out.exitCode()).as(out.err()).isZero();
        if (format.equals("onnx")) {
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(exported.toString())) {
                assertThat(session.getMetadata().getCustomMetadata()).isEqualTo(model.metadata());
            }
        } else {
            assertThat(ModelFile.read(exported)).usingRecursiveComparison().isEqualTo(model);
        }
    }

    /** An export to ONNX knows features and outputs as the network does: normalise before, and undo it after. */
    @Test
    void onnxRuntimeForecastsWhatAServedModelDoes() throws OrtException {
        Path onnx = folder.resolve("model.onnx");
        assertThat(run("export --from DIR/model.safetensors --to onnx --output " + onnx)
                        .exitCode())
                .isZero();
        Random random = new Random(4);
        try (ServedModel served = ServedModel.open(folder.resolve("model.safetensors"));
                OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx.toString())) {
            assertThat(session.getMetadata().getCustomMetadata()).isEqualTo(model.metadata());
            float[] state = new float[5];
            for (int t = 0; t < 20; t++) {
                float[] row = {random.nextFloat(), random.nextFloat() - 2};
                float[] forecast =
                        served.step(new Step("pump", t, t * 1000L, row)).said().values();
                float[] predicted = predict(session, row, state);
                for (int i = 0; i < forecast.length; i++) {
                    assertThat(predicted[i]).isCloseTo(forecast[i], within(1e-5f));
                }
            }
        }
    }

    private static float[] predict(OrtSession session, float[] row, float[] state) throws OrtException {
        float[] x = {(row[0] - 1) / 2, (row[1] + 2) / 0.5f};
        try (OrtSession.Result result = session.run(Map.of("x", tensor(x), "h0", tensor(state)))) {
            ((OnnxTensor) result.get("h0_next").orElseThrow()).getFloatBuffer().get(state);
            float[] said = new float[2];
            ((OnnxTensor) result.get("predictions").orElseThrow())
                    .getFloatBuffer()
                    .get(said);
            return new float[] {said[0] * 2 + 1, said[1] * 0.5f - 2};
        }
    }

    private static OnnxTensor tensor(float... values) throws OrtException {
        long[] shape = {1, 1, values.length};
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), shape);
    }

    /** A module of PyTorch with names of its own, and one of Keras: neither says how its features were scaled. */
    @Test
    void weightsOfOtherProgramsAreTakenAsTheConfigurationSays() {
        Path torch = folder.resolve("module.safetensors");
        Safetensors.write(torch, SPEC.model(), model.parameters(), new TorchNames("", "lstm", "fc"));
        for (Path weights : List.of(folder.resolve("bare.weights.h5"), torch)) {
            Path imported = folder.resolve("imported.safetensors");

            Invocation in = run("import " + weights + " --config DIR/job.yaml --force --output " + imported);

            assertThat(in.exitCode()).as(in.err()).isZero();
            assertThat(in.out()).hasLineCount(2).contains("does not say how its features were scaled");
            assertThat(ModelFile.read(imported).parameters()).isEqualTo(model.parameters());
            assertThat(ModelFile.read(imported).spec()).isEqualTo(SPEC);
        }
    }

    @Test
    void columnsOfOtherNamesAreTakenIfThatIsMeant() {
        Path imported = folder.resolve("imported.safetensors");

        Invocation in = run("import DIR/model.safetensors --rename --config DIR/turned.yaml --output " + imported);

        assertThat(in.exitCode()).as(in.err()).isZero();
        assertThat(ModelFile.read(imported).spec().stream().fields().features())
                .extracting(column -> column.path())
                .containsExactly("flow", "heat");
    }

    @Test
    void aFileThatExistsIsKeptUnlessItIsToBeOverwritten() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept.onnx"), "mine");

        Invocation refused = run("export --from DIR/model.safetensors --to onnx --output " + kept);

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(kept).hasContent("mine");
        assertThat(run("export --from DIR/model.safetensors --to onnx --force --output " + kept)
                        .exitCode())
                .isZero();
        assertThat(Files.size(kept)).isGreaterThan(1000);
    }

    @Test
    void aTensorThatDoesNotFitIsNamedAndSoIsEachOther() {
        Invocation refused = run("import DIR/bare.weights.h5 --config DIR/wide.yaml --output DIR/x");

        assertThat(refused.err())
                .hasLineCount(1)
                .contains(
                        "tensor layers/gru/cell/vars/0 has shape [2, 15], the model's is [2, 18]",
                        "tensor layers/gru/cell/vars/1 has shape [5, 15], the model's is [6, 18]",
                        "tensor layers/gru/cell/vars/2 has shape [2, 15], the model's is [2, 18]",
                        "tensor layers/dense/vars/0 has shape [5, 2], the model's is [6, 2]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        export --to onnx                                                | neither --config nor --bootstrap is set
        export --to onnx --config DIR/absent.yaml                       | there is no such file; check the path
        export --to tflite --from DIR/model.safetensors                 | expected one of [ONNX, SAFETENSORS, KERAS, TORCH]
        export --from DIR/model.safetensors                             | Missing required option: '--to=FORMAT'
        export --to onnx --from DIR/absent                              | absent: is no file
        export --to onnx --from DIR                                     | was made with as --config
        export --to onnx --from DIR --config DIR/job.yaml --version 3   | and none of --bootstrap
        export --to onnx --from DIR --config DIR/job.yaml               | name the folder of a completed checkpoint
        export --to onnx --from DIR/model.safetensors --version 3       | leave --from or --config
        export --to onnx --from DIR/bare.weights.h5                     | open it with the configuration
        export --to onnx --from DIR/model.safetensors --output DIR      | which is a folder; name a file in it
        export --to onnx --from DIR/model.safetensors --output DIR/job.yaml | exists already; remove it, add --force
        export --to onnx --from DIR/model.safetensors --output /proc/x/y | name a folder that you may write to
        import DIR/model.safetensors --config DIR/job.yaml --output DIR/model.safetensors | exists already
        import DIR/absent --config DIR/job.yaml                         | is no file
        import DIR/whole.keras --config DIR/job.yaml                    | save the weights with model.save_weights
        import DIR/notes.txt --config DIR/job.yaml                      | it is truncated or no safetensors file
        import DIR/bare.weights.h5                                      | Missing required option: '--config=FILE'
        import DIR/bare.weights.h5 --config DIR/deep.yaml               | has no tensors layers/gru_1/cell/vars/0
        import DIR/bare.weights.h5 --config DIR/before.yaml             | has shape [2, 15], the model's is [15]
        import DIR/model.safetensors --config DIR/wide.yaml             | model.layers[0].units is 6, but this model was trained with 5
        import DIR/model.safetensors --config DIR/turned.yaml           | stream.fields.features[0].path is flow, but this model was trained with heat
        register --config DIR/job.yaml --from DIR/model.safetensors     | publish.mlflow is absent
        import DIR/model.safetensors --config DIR/unscaled.yaml         | normalization is absent, but this model was trained with {
        """)
    void aMistakeEndsInOneSentenceWithItsRemedy(String line, String remedy) {
        Invocation refused = run(line);

        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err()).hasLineCount(1).contains(remedy);
    }

    @Test
    void aModelIsRegisteredInMlflow() throws IOException {
        try (MlflowServer server = MlflowServer.start()) {
            Files.writeString(
                    folder.resolve("mlflow.yaml"),
                    JOB + "publish: {mlflow: {uri: \"" + server.uri() + "\", model: pump}}\n");

            Invocation registered = run("register --config DIR/mlflow.yaml --from DIR/model.safetensors");

            assertThat(registered.exitCode()).as(registered.err()).isZero();
            assertThat(registered.out())
                    .isEqualToIgnoringNewLines(
                            "MLflow has version 42 as the model of its run run0, registered as version 1 of pump");
            server.broken = true;
            Invocation failed = run("register --config DIR/mlflow.yaml --from DIR/model.safetensors");
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.err()).hasLineCount(1).contains("status 500");
        }
    }

    private Invocation run(String line) {
        return Invocation.of(Stream.of(line.split(" +"))
                .map(word -> word.replace("DIR", folder.toString()))
                .toArray(String[]::new));
    }
}
