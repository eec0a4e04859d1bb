package io.backflow.local.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.MlflowConfig;
import io.backflow.jobs.forecast.ModelFile;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run in MLflow, and its model. Methods throw {@link MlflowException} where a request fails. */
public final class MlflowRun {

    /** The scheme of artifacts that the server stores itself. */
    private static final String PROXIED = "mlflow-artifacts:";

    private static final String EXISTS = "RESOURCE_ALREADY_EXISTS";
    private static final String ABSENT = "RESOURCE_DOES_NOT_EXIST";

    /** MLflow refuses longer values of parameters in older versions. */
    private static final int LONGEST_VALUE = 500;

    private final MlflowClient client;
    private final String id;
    private final String artifacts;

    private MlflowRun(MlflowClient client, String id, String artifacts) {
        this.client = client;
        this.id = id;
        this.artifacts = artifacts;
    }

    /**
     * A number at one time.
     *
     * @param name of the metric
     * @param step where on the axis
     * @param millis since the epoch
     */
    public record Metric(String name, double value, long step, long millis) {}

    /**
     * Begins a run that has the name of the training run; its experiment is created where it is not there.
     *
     * @param millis now, since the epoch
     */
    public static MlflowRun begin(MlflowClient client, MlflowConfig place, JobConfig config, long millis) {
        ObjectNode request = MlflowClient.object().put("run_name", config.job().run());
        request.put("start_time", millis).put("experiment_id", experimentId(client, place.experiment()));
        request.putArray("tags").addObject().put("key", "mlflow.source.name").put("value", "backflow");
        JsonNode info = client.post("runs/create", request).path("run").path("info");
        return new MlflowRun(
                client, info.path("run_id").asText(), info.path("artifact_uri").asText());
    }

    private static String experimentId(MlflowClient client, String name) {
        try {
            return client.get("experiments/get-by-name", "experiment_name", name)
                    .path("experiment")
                    .path("experiment_id")
                    .asText();
        } catch (MlflowException e) {
            if (!e.code().equals(ABSENT)) {
                throw e;
            }
        }
        return client.post("experiments/create", MlflowClient.object().put("name", name))
                .path("experiment_id")
                .asText();
    }

    /** MLflow's name of the run. */
    public String id() {
        return id;
    }

    /** Adds metrics, 1000 at most. */
    public void log(List<Metric> metrics) {
        ObjectNode request = MlflowClient.object().put("run_id", id);
        ArrayNode all = request.putArray("metrics");
        for (Metric metric : metrics) {
            all.addObject()
                    .put("key", metric.name())
                    .put("value", metric.value())
                    .put("timestamp", metric.millis())
                    .put("step", metric.step());
        }
        client.post("runs/log-batch", request);
    }

    /** Adds what makes one training run differ from another as parameters; nothing of brokers and passwords. */
    public void parameters(JobConfig config) {
        ObjectNode request = MlflowClient.object().put("run_id", id);
        ArrayNode all = request.putArray("params");
        parameter(all, "seed", config.job().seed());
        parameter(all, "parallelism", config.job().parallelism());
        parameter(all, "model", config.modelJson());
        parameter(all, "optimizer", config.optimizer());
        parameter(all, "horizon", config.horizon());
        parameter(all, "batch", config.batch());
        parameter(all, "sync", config.sync());
        client.post("runs/log-batch", request);
    }

    private static void parameter(ArrayNode all, String key, Object value) {
        String text = value.toString();
        all.addObject().put("key", key).put("value", text.substring(0, Math.min(text.length(), LONGEST_VALUE)));
    }

    /**
     * Uploads {@code model}, and registers it where {@code name} is given; a sentence that says so.
     *
     * @param name of the registered model
     */
    public String add(ModelFile model, @Nullable String name) {
        ModelPackage.upload(model, this);
        String done = "MLflow has version " + model.version() + " as the model of its run " + id;
        return name == null
                ? done
                : done + ", registered as version " + register(name, ModelPackage.FOLDER) + " of " + name;
    }

    /** Uploads {@code content} as the artifact {@code path} of the run. */
    void upload(String path, String content) {
        client.upload(place(path), BodyPublishers.ofString(content, StandardCharsets.UTF_8));
    }

    /** Uploads {@code file} as the artifact {@code path} of the run. */
    void upload(String path, Path file) throws FileNotFoundException {
        client.upload(place(path), BodyPublishers.ofFile(file));
    }

    /** Where the server keeps an artifact; others than the server's own cannot be written without their client. */
    private String place(String path) {
        if (!artifacts.startsWith(PROXIED)) {
            throw new MlflowException(
                    "MLflow keeps artifacts of this experiment at " + artifacts + ", which its server does not take;"
                            + " start it with --serve-artifacts, and name an experiment whose artifacts it serves",
                    "",
                    null);
        }
        String root = artifacts
                .substring(PROXIED.length())
                .replaceFirst("^//[^/]*", "")
                .replaceFirst("^/+", "");
        return root + "/" + path;
    }

    /**
     * Registers the artifacts below {@code path} as the next version of {@code model}, which is created where it is not
     * there; its number.
     */
    private String register(String model, String path) {
        try {
            client.post("registered-models/create", MlflowClient.object().put("name", model));
        } catch (MlflowException e) {
            if (!e.code().equals(EXISTS)) {
                throw e;
            }
        }
        ObjectNode request = MlflowClient.object().put("name", model).put("run_id", id);
        request.put("source", artifacts + "/" + path);
        return client.post("model-versions/create", request)
                .path("model_version")
                .path("version")
                .asText();
    }

    /** Ends the run. */
    public void end(long millis) {
        client.post(
                "runs/update",
                MlflowClient.object()
                        .put("run_id", id)
                        .put("status", "FINISHED")
                        .put("end_time", millis));
    }
}
