package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.jobs.sequence.ClockRule;
import io.backflow.model.ModelSpec;
import io.backflow.model.Reduction;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The checked configuration of a training job. An operator may hold it: it is serialized as its canonical JSON.
 *
 * @param job name, run and size of the job
 * @param kafka brokers and topics
 * @param start what a job begins with where it was restored from no state
 * @param stream what the records are, how far event times may be ahead of the clocks, and how much a step may weigh
 * @param model the network
 * @param normalization z-scores of the features; null: none
 * @param target where the targets come from
 * @param sequence order and ends of sequences
 * @param horizon how far back credit goes
 * @param batch which windows are trained together
 * @param optimizer the optimizer
 * @param drift how a rise of the loss is found, and what follows; null: it is not looked for
 * @param sync how workers agree on one model
 * @param server the parameter server
 * @param publish how often the model is published
 * @param forecast when predictions are made
 * @param predictions which predictions are written
 * @param score what a scoring job forecasts with
 * @param validation how a local run finds its best version; null: it does not
 * @param flink Flink's own keys, verbatim; complete with Backflow's defaults
 */
public record JobConfig(
        @Key(meaning = "name, run and size of the job", preset = "{}")
        RunConfig job,

        @Key(meaning = "brokers and topics") KafkaConfig kafka,

        @Key(meaning = "what a training job begins with where it was restored from no state", preset = "{}")
        BeginConfig start,

        @Key(
                meaning =
                        "what the records are, how far event times may be ahead of the clocks, and how much a step may"
                                + " weigh",
                preset = "{}")
        StreamConfig stream,

        @Key(meaning = "the network") ModelSpec model,

        @Key(
                meaning = "z-scores of the features, `(x - mean) / deviation` ([features.md](features.md));"
                        + " without a `type` `fixed`; absent: features are used as they are",
                optional = true)
        @Nullable
        NormalizationConfig normalization,

        @Key(meaning = "where the targets come from", preset = "{type: given}")
        TargetConfig target,

        @Key(meaning = "how a sequence is put in order, and when it ends", preset = "{}")
        SequenceConfig sequence,

        @Key(meaning = "how far back in time a loss gives gradient", preset = "{type: truncated}")
        HorizonConfig horizon,

        @Key(meaning = "which windows are trained together", preset = "{}")
        BatchConfig batch,

        @Key(meaning = "the optimizer", preset = "{}") OptimizerConfig optimizer,

        @Key(
                meaning = "how a rise of the prequential loss is found, and what the server does then"
                        + " ([learning.md](learning.md#drift)); absent: it is not looked for",
                optional = true)
        @Nullable
        DriftConfig drift,

        @Key(meaning = "how workers agree on one model", preset = "{type: asynchronous}")
        SyncConfig sync,

        @Key(meaning = "the parameter server", preset = "{}")
        ServerConfig server,

        @Key(meaning = "how often the model is published", preset = "{}")
        PublishConfig publish,

        @Key(
                meaning = "when the predictions are made that are written to the topic `predictions`, and whose loss"
                        + " is the loss of the run: on `arrival` of each step, or when its window is trained"
                        + " (`training`)",
                preset = "{type: training}")
        ForecastConfig forecast,

        @Key(meaning = "which predictions are written", preset = "{}")
        PredictionsConfig predictions,

        @Key(
                meaning = "what a scoring job forecasts with ([scoring.md](scoring.md)); a training job ignores it",
                preset = "{}")
        ScoreConfig score,

        @Key(
                meaning = "how `backflow train` finds the best version, and when it stops early"
                        + " ([evaluation.md](evaluation.md)); absent: it does neither; a job on a cluster ignores it",
                optional = true)
        @Nullable
        ValidationConfig validation,

        @Key(
                meaning = "Flink's own keys, passed on as they are; unless set, `execution.checkpointing.interval` is"
                        + " `10s`, `execution.buffer-timeout.interval` is `0ms` and"
                        + " `execution.checkpointing.tolerable-failed-checkpoints` is `100`; keys that would break"
                        + " a guarantee of the job are refused; a value whose key looks like a"
                        + " secret is never shown, and a value may refer to one as in `kafka.properties`",
                preset = "{}")
        Map<String, String> flink)
        implements Serializable {

    public JobConfig {
        flink = FlinkSettings.complete(flink);
        model = CrossSectionChecks.complete(model, normalization, target);
        CrossSectionChecks.check(model, normalization, target);
        CrossSectionChecks.checkShards(model, server);
        stream.check(model);
        LabelChecks.check(target, kafka.topics(), stream, model);
        horizon.check(model);
        horizon.check(forecast);
        batch.check(model, horizon);
        predictions.check(model);
        forecast.check(model, target);
        if (drift != null) {
            drift.check(sync, server, batch, optimizer);
        }
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
        } catch (CharacterCodingException e) {
            throw new ConfigException("the configuration " + file + " is not text in UTF-8; name a YAML file", e);
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

    /** How far the stream's event times may be ahead of the clocks. */
    public ClockRule clockRule() {
        return new ClockRule(
                stream.maxAhead().toMillis(), stream.maxLead(sequence).toMillis());
    }

    /** The same job at other topics. */
    public JobConfig withKafka(KafkaConfig other) {
        return with(other, flink);
    }

    /**
     * The scoring job of this configuration: it forecasts on arrival, whatever {@code forecast} says of training, and
     * has a consumer group of its own, {@code kafka.group_id} with {@code -score} after it.
     */
    public JobConfig forScoring() {
        ObjectNode tree = (ObjectNode) Yaml.tree(toJson());
        if (forecast instanceof ForecastConfig.Training) {
            tree.put("forecast", "arrival");
        }
        ((ObjectNode) tree.get("kafka")).put("group_id", kafka.groupId() + "-score");
        return ConfigMapper.bind(tree, JobConfig.class, "");
    }

    /**
     * Flink's own keys with the values that {@link SecretReferences} name on this machine.
     *
     * @throws ConfigException where such a value is not there
     */
    public Map<String, String> resolvedFlink() {
        return new SecretReferences().resolve("flink", flink);
    }

    /** The same job with {@code more} of Flink's own keys, which win over those that it has. */
    public JobConfig withFlink(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(flink);
        all.putAll(more);
        return with(kafka, all);
    }

    private JobConfig with(KafkaConfig otherKafka, Map<String, String> otherFlink) {
        return new JobConfig(
                job,
                otherKafka,
                start,
                stream,
                model,
                normalization,
                target,
                sequence,
                horizon,
                batch,
                optimizer,
                drift,
                sync,
                server,
                publish,
                forecast,
                predictions,
                score,
                validation,
                otherFlink);
    }

    /** The whole configuration with all defaults, secrets included; {@link #parse} of it gives an equal one. */
    public String toJson() {
        return ConfigMapper.json(this);
    }

    /**
     * What the sections say that decide whether the saved state of a sequence fits, and when it is due, as a
     * fingerprint: a state that was saved under the same goes on without a look at it.
     */
    public String sequenceSettings() {
        ObjectNode tree = (ObjectNode) Yaml.tree(toJson());
        tree.set("order", tree.path("stream").path("order"));
        tree.retain("order", "model", "target", "sequence", "horizon", "batch", "forecast", "sync");
        return UUID.nameUUIDFromBytes(tree.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Maximum global norm of a reduced gradient; a longer one is scaled down to it; infinite: no maximum. */
    public double clipNorm() {
        Double chosen = optimizer.clipNorm();
        if (chosen != null) {
            return chosen;
        }
        int steps = optimizer.reduction() == Reduction.MEAN ? 1 : horizon.summedSteps();
        return OptimizerConfig.CLIP_NORM * steps;
    }

    /** The model alone, as JSON, for readers of the published model. */
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

    /** The serialized form of a configuration. */
    private record Canonical(String json) implements Serializable {
        @Serial
        private Object readResolve() {
            return parse(json);
        }

        /** Not the JSON: it holds the secrets. */
        @Override
        public String toString() {
            return "Canonical[...]";
        }
    }
}
