package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/** How far back in time a loss gives credit. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = HorizonConfig.Truncated.class, name = "truncated"))
public sealed interface HorizonConfig {

    /** How many new steps make a training window. */
    int every();

    /**
     * Windows of {@code every} steps; the gradient runs {@code back} steps, the state is carried.
     *
     * @param every new steps a window
     * @param back steps that the gradient runs back; where absent, {@code every}
     */
    record Truncated(
            @Key(meaning = "how many new steps make a training window", preset = "16")
            int every,

            @Key(meaning = "how many steps the gradient runs back; absent: `every`", optional = true) @Nullable
            Integer back)
            implements HorizonConfig {
        public Truncated {
            Check.positive("horizon.every", every);
            back = back == null ? Integer.valueOf(every) : back;
            if (back != every) {
                throw new ConfigException("horizon.back is " + back + ", but horizon.every is " + every
                        + "; a gradient that runs past its window is not supported, set both alike");
            }
        }
    }
}
