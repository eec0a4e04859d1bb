package io.backflow.jobs.config;

import io.backflow.jobs.protocol.Encoding;
import io.backflow.model.Check;

/**
 * The parameter server.
 *
 * @param shards parts of the model, each one key of Flink's state
 * @param feedback how versions come back to the workers
 * @param encoding how the values of contributions travel to the server
 */
public record ServerConfig(
        @Key(meaning = "parts into which the parameters are cut", preset = "1")
        int shards,

        @Key(
                meaning = "how parameters come back to the workers: `colocated` over Flink's network to a task in each"
                        + " worker's slot, `topic` through the topic `parameters`",
                preset = "colocated")
        Feedback feedback,

        @Key(
                meaning = "how the values of contributions travel to the server; 16 bits halve the traffic and round",
                preset = "float32")
        Encoding encoding) {

    /** How versions come back to the workers. */
    public enum Feedback {
        /** Broadcast by Flink to a task in the worker's own slot. */
        COLOCATED,
        /** Each worker follows the topic {@code parameters}. */
        TOPIC
    }

    public ServerConfig {
        Check.positive("server.shards", shards);
    }
}
