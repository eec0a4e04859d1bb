package io.backflow.local.inspect;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.StateSettings;
import io.backflow.model.ParameterLayout;

/**
 * The model that a saved training job has, as it would be published next.
 *
 * @param values the flat parameter vector
 * @param version of the first shard
 * @param steps that it was trained on
 * @param settings those that the state was made with, as JSON; empty: an older build did not save them
 */
public record SavedModel(float[] values, long version, long steps, String settings) {

    /** Throws {@link ConfigException} where the state was made with another model or other settings that matter. */
    public void checkFits(JobConfig config) {
        int size = ParameterLayout.of(config.model()).size();
        if (!settings.isEmpty()) {
            StateSettings.of(config).checkContinues(StateSettings.parse(settings));
        }
        if (size != values.length) {
            throw new ConfigException("the state has " + values.length + " parameters, and model in the configuration"
                    + " has " + size + "; give the configuration that the state was made with");
        }
    }
}
