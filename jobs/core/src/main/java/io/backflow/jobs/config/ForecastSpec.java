package io.backflow.jobs.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.backflow.model.Check;
import io.backflow.model.InputSpec;
import io.backflow.model.ModelSpec;
import java.util.Objects;
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
 * @param resetEvery the state is zero before each step whose number is a multiple of this; null: it is carried on
 */
public record ForecastSpec(
        @Key(meaning = "the network") ModelSpec model,

        @Key(meaning = "z-scores of the features", optional = true) @Nullable
        NormalizationConfig normalization,

        @Key(meaning = "where the targets come from", preset = "{type: given}")
        TargetConfig target,

        @Key(meaning = "which part of a record is which column", optional = true) @Nullable
        StreamMapping stream,

        @Key(meaning = "number of steps after which the state starts from zero again", optional = true) @Nullable
        Integer resetEvery) {

    public ForecastSpec {
        model = CrossSectionChecks.complete(model, normalization, target);
        CrossSectionChecks.check(model, normalization, target);
        if (stream != null) {
            stream.fields().check(model);
        }
        if (resetEvery != null) {
            Check.positive("reset_every", resetEvery);
        }
    }

    /** Of a state that is carried on. */
    public ForecastSpec(
            ModelSpec model,
            @Nullable NormalizationConfig normalization,
            TargetConfig target,
            @Nullable StreamMapping stream) {
        this(model, normalization, target, stream, null);
    }

    /** That of {@code config}. */
    public static ForecastSpec of(JobConfig config) {
        int reset = config.horizon().resetEvery();
        return new ForecastSpec(
                config.model(),
                config.normalization(),
                config.target(),
                StreamMapping.of(config.stream()),
                reset == 0 ? null : reset);
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
        if (!Objects.equals(resetEvery, trained.resetEvery)) {
            throw new ConfigException("horizon is " + horizon(resetEvery) + ", but " + name + " was trained with "
                    + horizon(trained.resetEvery) + "; set it to that, or use another model");
        }
        StateSettings.of(this).checkFits(StateSettings.of(trained), name);
    }

    private static String horizon(@Nullable Integer resetEvery) {
        return resetEvery == null ? "{carry: true}" : "{every: " + resetEvery + ", carry: false}";
    }

    /** The same without {@link #stream}. */
    public ForecastSpec withoutColumns() {
        return new ForecastSpec(model, normalization, target, null, resetEvery);
    }

    /**
     * The same where the numbers that scale the features are a part of this, and not of the parameters.
     *
     * @param parameters the flat vector; a feature of which it knows nothing is used as it is
     */
    public ForecastSpec frozen(float[] parameters) {
        return normalization instanceof NormalizationConfig.Global global
                ? new ForecastSpec(
                        model.normalized(false), global.frozen(model, parameters), target, stream, resetEvery)
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
