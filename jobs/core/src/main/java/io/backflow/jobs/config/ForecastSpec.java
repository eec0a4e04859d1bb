package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.model.InputSpec;
import io.backflow.model.ModelSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What forecasts in the units of the stream need to know of a model besides its parameters, and which columns it takes.
 * Checked as a {@link JobConfig} is.
 *
 * @param model the network
 * @param normalization z-scores of the features that it was trained with; null: none
 * @param target what its outputs speak of
 * @param stream which part of a record is which column; null: the records say so themselves, or it is not known
 */
public record ForecastSpec(
        @Key(meaning = "the network") ModelSpec model,

        @Key(meaning = "z-scores of the features", optional = true) @Nullable
        NormalizationConfig normalization,

        @Key(meaning = "where the targets come from", preset = "{type: given}")
        TargetConfig target,

        @Key(meaning = "which part of a record is which column", optional = true) @Nullable
        StreamMapping stream) {

    public ForecastSpec {
        model = CrossSectionChecks.complete(model, normalization, target);
        CrossSectionChecks.check(model, normalization, target);
        if (stream != null) {
            stream.fields().check(model);
        }
    }

    /** That of {@code config}. */
    public static ForecastSpec of(JobConfig config) {
        return new ForecastSpec(
                config.model(), config.normalization(), config.target(), StreamMapping.of(config.stream()));
    }

    /** The inverse of {@link #toJson}; throws {@link ConfigException} where {@code json} is none. */
    public static ForecastSpec parse(String json) {
        if (!(Yaml.tree(json) instanceof ObjectNode object)) {
            throw new ConfigException("what a model forecasts is not a mapping of keys; begin with model:");
        }
        return ConfigMapper.bind(object, ForecastSpec.class, "");
    }

    /**
     * Throws {@link ConfigException} where a model that was trained otherwise would forecast something else with this:
     * of another form, in other units, for other targets, or of other columns. What only training needs may differ.
     *
     * @param trained what the model was trained with
     * @param name what the sentence calls the model
     */
    public void checkFits(ForecastSpec trained, String name) {
        StateSettings.of(this).checkFits(StateSettings.of(trained), name);
    }

    /** The same without {@link #stream}. */
    public ForecastSpec withoutColumns() {
        return new ForecastSpec(model, normalization, target, null);
    }

    /**
     * The same where the numbers that scale the features are a part of this, and not of the parameters.
     *
     * @param parameters the flat vector; a feature of which it knows nothing is used as it is
     */
    public ForecastSpec frozen(float[] parameters) {
        return normalization instanceof NormalizationConfig.Global global
                ? new ForecastSpec(model.normalized(false), global.frozen(model, parameters), target, stream)
                : this;
    }

    /** A name for each input of the network, in their order, as JSON; empty where the input is a token. */
    public Optional<String> inputsJson() {
        return model.input() instanceof InputSpec.Features features
                ? Optional.of(ConfigMapper.json(features.inputs()))
                : Optional.empty();
    }

    /** The network alone, as JSON. */
    public String modelJson() {
        return ConfigMapper.json(model);
    }

    /** As JSON. */
    public String toJson() {
        return ConfigMapper.json(this);
    }
}
