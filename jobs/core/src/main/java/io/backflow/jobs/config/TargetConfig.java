package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the targets come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TargetConfig.Given.class, name = "given"),
    @JsonSubTypes.Type(value = TargetConfig.Next.class, name = "next")
})
public sealed interface TargetConfig {

    /** Each timestep carries its own target or label. */
    record Given() implements TargetConfig {}

    /**
     * The features of a later step of the same sequence.
     *
     * @param stepsAhead how many steps later
     * @param columns which features, in the order of the head's outputs; null: all of them
     * @param residual whether the network learns the change from the features of the present step
     */
    record Next(
            @Key(meaning = "how many steps ahead the target is", preset = "1")
            int stepsAhead,

            @Key(
                    meaning = "indices of the features to forecast, from 0, in the order of the head's outputs; absent:"
                            + " all",
                    optional = true)
            @Nullable
            List<Integer> columns,

            @Key(
                    meaning = "whether the network forecasts the change from the present features instead of their"
                            + " value",
                    preset = "false")
            boolean residual)
            implements TargetConfig {
        public Next {
            Check.positive("target.steps_ahead", stepsAhead);
            if (columns != null) {
                columns = List.copyOf(columns);
                if (columns.isEmpty()) {
                    throw new ConfigException("target.columns is empty; name at least one feature or leave it out");
                }
                if (new HashSet<>(columns).size() != columns.size()) {
                    throw new ConfigException("target.columns is " + columns + "; name each feature once");
                }
            }
        }
    }
}
