package io.backflow.jobs.config;

import io.backflow.model.Check;

/** The parameter server: {@code shards} parts of the model, each one key of Flink's state. */
public record ServerConfig(
        @Key(meaning = "parts into which the parameters are cut", preset = "1")
        int shards) {

    public ServerConfig {
        Check.positive("server.shards", shards);
    }
}
