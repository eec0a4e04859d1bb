package io.backflow.jobs.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where runs and versions are registered in MLflow. Who it is that registers is said by MLflow's own environment
 * variables, and not here.
 *
 * @param uri address of the tracking server
 * @param experiment that runs belong to
 * @param model name of the registered model; null: versions are not registered
 */
public record MlflowConfig(
        @Key(meaning = "address of MLflow's tracking server, such as `http://localhost:5000`")
        String uri,

        @Key(meaning = "name of the experiment, which is created if it is not there", preset = "backflow")
        String experiment,

        @Key(
                meaning = "name of the registered model, which is created if it is not there; absent: the model is an"
                        + " artifact of the run and is not registered",
                optional = true)
        @Nullable
        String model) {

    public MlflowConfig {
        checkUri(uri);
        if (experiment.isBlank()) {
            throw new ConfigException("publish.mlflow.experiment is empty; name an experiment");
        }
        if (model != null && (model.isBlank() || model.contains("/") || model.contains(":"))) {
            throw new ConfigException("publish.mlflow.model is \"" + model
                    + "\"; name a model without / and :, which MLflow does not take");
        }
    }

    private static void checkUri(String uri) {
        URI parsed;
        try {
            parsed = URI.create(uri);
        } catch (IllegalArgumentException e) {
            throw refusal(uri);
        }
        if (parsed.getHost() == null || !("http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme()))) {
            throw refusal(uri);
        }
        if (parsed.getUserInfo() != null) {
            throw new ConfigException("publish.mlflow.uri is " + Secrets.shown("url", uri)
                    + "; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the environment instead of naming"
                    + " them in the address");
        }
    }

    private static ConfigException refusal(String uri) {
        return new ConfigException("publish.mlflow.uri is " + Secrets.shown("url", uri)
                + "; write an address such as http://localhost:5000");
    }
}
