package io.backflow.jobs.parameters;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.forecast.ModelOrigin;
import io.backflow.jobs.publish.ModelVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole, verified version of a model as a reader found it.
 *
 * @param version the values and what went into them
 * @param model the specification as JSON
 * @param blasKernel what the process that published it multiplies matrices with, as {@link
 *     io.backflow.model.kernel.BlasKernel#name} has it
 * @param forecast what forecasts need, as JSON; null: a former build published it
 */
public record PublishedModel(
        ModelVersion version,
        String model,
        String blasKernel,
        @Nullable String forecast) {

    /**
     * What forecasts need besides the values; empty where a former build published it.
     *
     * @throws ConfigException where a build published it that knows more than this one
     */
    public Optional<ForecastSpec> spec() {
        return Optional.ofNullable(forecast).map(ForecastSpec::parse);
    }

    /** Where the model comes from. */
    public ModelOrigin origin() {
        return new ModelOrigin(
                version.run(), version.version(), version.totals().steps());
    }
}
