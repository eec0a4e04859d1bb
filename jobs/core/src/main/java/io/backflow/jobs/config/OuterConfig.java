package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.backflow.model.Check;
import org.jspecify.annotations.Nullable;

/** How the server merges what workers changed locally. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = OuterConfig.Average.class, name = "average"),
    @JsonSubTypes.Type(value = OuterConfig.Nesterov.class, name = "nesterov")
})
public sealed interface OuterConfig {

    /** Each delta counts by its share of the workers. */
    record Average() implements OuterConfig {}

    /**
     * The average is taken as a gradient by descent with Nesterov's momentum, as in DiLoCo (Douillard et al., 2023),
     * whose values are the defaults.
     *
     * @param learningRate the outer rate; 1 with a momentum near 0 is the average
     * @param momentum of the outer rule
     */
    record Nesterov(
            @Key(meaning = "learning rate of the outer optimizer", preset = "0.7")
            double learningRate,

            @Key(meaning = "momentum of the outer optimizer, above 0 and below 1", preset = "0.9")
            double momentum)
            implements OuterConfig {
        public Nesterov {
            Check.positive("sync.outer.learning_rate", learningRate);
            if (!(momentum > 0 && momentum < 1)) {
                throw new ConfigException("sync.outer.momentum is " + momentum
                        + "; it must be above 0 and below 1, or use sync.outer: average");
            }
        }
    }

    /** The outer optimizer to use with {@code send}; refuses one that would do nothing. */
    static @Nullable OuterConfig suiting(SyncConfig.Send send, @Nullable OuterConfig outer) {
        if (send == SyncConfig.Send.DELTA) {
            return outer == null ? new Average() : outer;
        }
        if (outer != null) {
            throw new ConfigException("sync.outer is set, but with sync.send: gradient the server runs the optimizer"
                    + " itself; remove it or set sync.send: delta");
        }
        return null;
    }
}
