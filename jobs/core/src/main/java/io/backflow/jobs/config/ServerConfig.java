package io.backflow.jobs.config;

import io.backflow.jobs.protocol.Encoding;
import io.backflow.model.Check;

/**
 * The parameter server.
 *
 * @param shards parts of the model, each one key of Flink's state
 * @param feedback the kind of feedback edge from the server to the workers
 * @param encoding of the values of contributions on their way to the server
 */
public record ServerConfig(
        @Key(
                meaning = "number of parts into which the parameters are cut; the parts may run on different machines",
                preset = "1")
        int shards,

        @Key(
                meaning = "feedback edge from the server to the workers: `colocated` uses Flink's network and a task in"
                        + " each worker's slot, `topic` uses the topic `parameters`",
                preset = "colocated")
        Feedback feedback,

        @Key(
                meaning = "encoding of a contribution's values on their way to the server; 16 bits halve the"
                        + " traffic, and round the values",
                preset = "float32")
        Encoding encoding) {

    /** The kinds of feedback edge. */
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
