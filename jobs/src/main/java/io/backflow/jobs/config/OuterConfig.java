package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** How the server merges what workers changed locally. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = OuterConfig.Average.class, name = "average"))
public sealed interface OuterConfig {

    /** Each delta counts by its share of the workers. */
    record Average() implements OuterConfig {}

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
