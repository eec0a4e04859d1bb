package io.backflow.local.mlflow;

import io.backflow.jobs.forecast.ModelFile;
import io.backflow.local.Directories;
import io.backflow.model.io.Onnx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A model as MLflow's flavor {@code onnx} has it, with Backflow's own file beside it. */
final class ModelPackage {

    /** The folder among the artifacts of a run. */
    static final String FOLDER = "model";

    private static final String ONNX = "model.onnx";
    private static final String OWN = "model.safetensors";

    private ModelPackage() {}

    /** Uploads {@code model} as artifacts of {@code run}. */
    static void upload(ModelFile model, MlflowRun run) {
        try {
            Path folder = Files.createTempDirectory("backflow-mlflow");
            try {
                ModelFile frozen = model.frozen();
                Onnx.write(folder.resolve(ONNX), frozen.spec().model(), frozen.parameters(), frozen.metadata());
                model.write(folder.resolve(OWN));
                run.upload(FOLDER + "/" + ONNX, folder.resolve(ONNX));
                run.upload(FOLDER + "/" + OWN, folder.resolve(OWN));
                run.upload(FOLDER + "/MLmodel", description(run.id(), Instant.now()));
            } finally {
                Directories.remove(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String description(String run, Instant now) {
        return """
                artifact_path: %s
                flavors:
                  onnx:
                    code: null
                    data: %s
                    onnx_version: 1.16.0
                    providers: [CPUExecutionProvider]
                run_id: %s
                utc_time_created: '%s'
                """.formatted(
                        FOLDER,
                        ONNX,
                        run,
                        LocalDateTime.ofInstant(now, ZoneOffset.UTC).toString().replace('T', ' '));
    }
}
