package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/**
 * What forecasts in the units of the stream need to know of a model besides its parameters. Checked as a {@link
 * JobConfig} is.
 *
 * @param model the network
 * @param normalization z-scores of the features that it was trained with; null: none
 * @param target what its outputs speak of
 */
public record ForecastSpec(
        @Key(meaning = "the network") ModelSpec model,

        @Key(meaning = "z-scores of the features", optional = true) @Nullable
        NormalizationConfig normalization,

        @Key(meaning = "where the targets come from", preset = "{type: given}")
        TargetConfig target) {

    public ForecastSpec {
        CrossSectionChecks.check(model, normalization, target);
    }

    /** That of {@code config}. */
    public static ForecastSpec of(JobConfig config) {
        return new ForecastSpec(config.model(), config.normalization(), config.target());
    }

    /** The inverse of {@link #toJson}; throws {@link ConfigException} where {@code json} is none. */
    public static ForecastSpec parse(String json) {
        if (!(Yaml.tree(json) instanceof ObjectNode object)) {
            throw new ConfigException("what a model forecasts is not a mapping of keys; begin with model:");
        }
        return ConfigMapper.bind(object, ForecastSpec.class, "");
    }

    /** As JSON. */
    public String toJson() {
        return ConfigMapper.json(this);
    }
}
