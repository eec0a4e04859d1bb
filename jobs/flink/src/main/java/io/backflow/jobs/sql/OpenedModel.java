package io.backflow.jobs.sql;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.serve.ModelSubscription;
import io.backflow.jobs.serve.ParametersTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The model of one parallel instance, which steps one sequence at a time.
 *
 * @param model closed with this
 * @param subscription what keeps it at the newest version; null where it is that of a file
 */
record OpenedModel(ServedModel model, @Nullable ModelSubscription subscription) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Exactly one is given.
     *
     * @param file path of a model file
     * @param config path of the configuration of the job whose published model is followed
     */
    static OpenedModel of(@Nullable String file, @Nullable String config) {
        if (file != null && config == null) {
            ModelFile read = ModelFile.read(Path.of(file));
            ServedModel model = new ServedModel(read.spec(), 1);
            model.adopt(read.parameters(), read.version());
            return new OpenedModel(model, null);
        }
        if (config != null && file == null) {
            return follow(JobConfig.read(Path.of(config)));
        }
        throw new ConfigException("the arguments model and config are "
                + (file == null ? "both absent" : "both given")
                + "; set model to the path of a model file, or config to that of a job's configuration");
    }

    private static OpenedModel follow(JobConfig config) {
        ServedModel model = new ServedModel(ForecastSpec.of(config), 1);
        OpenedModel opened = new OpenedModel(model, ModelSubscription.start(ParametersTopic.of(config), model));
        try {
            opened.await();
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void await() {
        try {
            if (subscription != null) {
                subscription.await(PATIENCE);
            }
        } catch (TimeoutException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model was awaited", e);
        }
    }

    /** Throws where the topic is not followed any more. */
    void check() {
        if (subscription != null) {
            subscription.failure().ifPresent(failure -> {
                throw failure;
            });
        }
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
        model.close();
    }
}
