package io.backflow.lab.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.lab.demo.LearningCurve.Point;
import io.backflow.model.io.Onnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The folder that the demo leaves: {@code model.onnx}, which any ONNX runtime runs, {@code model.json} with what
 * goes into it and comes out of it, both in {@code model.safetensors}, which Backflow reads, and {@code curve.csv} with
 * the errors after each epoch.
 */
record ModelFolder(Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void write(JobConfig config, Point best, List<Point> curve) throws IOException {
        Files.createDirectories(folder);
        Onnx.write(folder.resolve("model.onnx"), config.model(), best.model().values());
        ModelOrigin origin = new ModelOrigin(
                config.job().run(),
                best.model().version(),
                best.model().totals().steps());
        new ModelFile(ForecastSpec.of(config), origin, best.model().values())
                .write(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("model.json"), description(config, best) + "\n");
        Files.writeString(folder.resolve("curve.csv"), table(curve));
    }

    private static String description(JobConfig config, Point best) throws IOException {
        ObjectNode whole = (ObjectNode) JSON.readTree(config.toJson());
        ObjectNode description = JSON.createObjectNode();
        for (String key : List.of("model", "normalization", "target")) {
            description.set(key, whole.get(key));
        }
        description
                .putObject("trained")
                .put("seed", config.job().seed())
                .put("version", best.model().version())
                .put("steps", best.model().totals().steps())
                .put("epoch", best.epoch())
                .put("validation_mse", best.validation());
        return JSON.writeValueAsString(description);
    }

    private static String table(List<Point> curve) {
        StringBuilder table = new StringBuilder("epoch,version,steps,train_mse,validation_mse\n");
        for (Point point : curve) {
            table.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%d,%.6f,%.6f%n",
                    point.epoch(),
                    point.model().version(),
                    point.model().totals().steps(),
                    point.train(),
                    point.validation()));
        }
        return table.toString();
    }
}
