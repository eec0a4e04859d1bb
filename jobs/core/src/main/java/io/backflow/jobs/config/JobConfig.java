package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.model.ModelSpec;
import io.backflow.model.Reduction;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All there is to say about a training job, checked. An operator may hold it: it travels as its canonical JSON.
 *
 * @param job who the job is
 * @param kafka where the topics are
 * @param model what the network looks like
 * @param normalization z-scores of the features; null: none
 * @param target where the targets come from
 * @param sequence order and ends of sequences
 * @param horizon how far back credit goes
 * @param batch which windows are trained together
 * @param optimizer how a gradient moves the parameters
 * @param sync how workers agree on one model
 * @param server the parameter server
 * @param publish how often the model is published
 * @param flink Flink's own keys, verbatim; complete with Backflow's defaults
 */
public record JobConfig(
        @Key(meaning = "who the job is", preset = "{}") RunConfig job,
        @Key(meaning = "where the topics are") KafkaConfig kafka,
        @Key(meaning = "what the network looks like") ModelSpec model,

        @Key(meaning = "z-scores of the features; absent: none", optional = true) @Nullable
        NormalizationConfig normalization,

        @Key(meaning = "where the targets come from", preset = "{type: given}")
        TargetConfig target,

        @Key(meaning = "order and ends of sequences", preset = "{}")
        SequenceConfig sequence,

        @Key(meaning = "how far back in time a loss gives credit", preset = "{type: truncated}")
        HorizonConfig horizon,

        @Key(meaning = "which windows are trained together", preset = "{}")
        BatchConfig batch,

        @Key(meaning = "how a gradient moves the parameters", preset = "{}")
        OptimizerConfig optimizer,

        @Key(meaning = "how workers agree on one model", preset = "{type: asynchronous}")
        SyncConfig sync,

        @Key(meaning = "the parameter server", preset = "{}")
        ServerConfig server,

        @Key(meaning = "how often the model is published", preset = "{}")
        PublishConfig publish,

        @Key(meaning = "Flink's own keys, verbatim", preset = "{}")
        Map<String, String> flink)
        implements Serializable {

    public JobConfig {
        flink = FlinkSettings.complete(flink);
        CrossSectionChecks.check(model, normalization, target, server);
        horizon.check(model);
        if (sync instanceof SyncConfig.Synchronous rounds) {
            rounds.checkWorkers(job.parallelism());
            rounds.checkIdleness(kafka);
        }
    }

    /** Reads a file; throws {@link ConfigException} where it cannot be run. */
    public static JobConfig read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException("the configuration " + file + " cannot be read (" + e + "); check the path", e);
        }
        return parse(text);
    }

    /** Reads YAML, and so JSON; throws {@link ConfigException} where it cannot be run. */
    public static JobConfig parse(String yaml) {
        JsonNode tree = Yaml.tree(yaml);
        if (!(tree instanceof ObjectNode object)) {
            throw new ConfigException("the configuration is not a mapping of keys; begin with kafka: and model:");
        }
        return ConfigMapper.bind(object, JobConfig.class, "");
    }

    /** The whole configuration with all defaults, secrets included; {@link #parse} of it gives an equal one. */
    public String toJson() {
        return ConfigMapper.json(this);
    }

    /** Global norm to which a larger reduced gradient is scaled down; infinite: none is. */
    public double clipNorm() {
        Double chosen = optimizer.clipNorm();
        if (chosen != null) {
            return chosen;
        }
        return optimizer.reduction() == Reduction.MEAN ? 1 : horizon.summedSteps();
    }

    /** The model alone, as JSON, for whoever reads the published model. */
    public String modelJson() {
        return ConfigMapper.json(model);
    }

    /** The inverse of {@link #modelJson()}; throws {@link ConfigException} where {@code json} is no model. */
    public static ModelSpec parseModel(String json) {
        if (!(Yaml.tree(json) instanceof ObjectNode object)) {
            throw new ConfigException("the model is not a mapping of keys; begin with input:, layers: and head:");
        }
        return ConfigMapper.bind(object, ModelSpec.class, "model");
    }

    @Serial
    private Object writeReplace() {
        return new Canonical(toJson());
    }

    /** What travels in place of a configuration. */
    private record Canonical(String json) implements Serializable {
        @Serial
        private Object readResolve() {
            return parse(json);
        }
    }
}
