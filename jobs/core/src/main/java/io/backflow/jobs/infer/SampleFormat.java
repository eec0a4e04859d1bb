package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** A format that the records of a sample may be in. */
interface SampleFormat {

    /** The parts of {@code record}; empty where it is not of this format. */
    Optional<Map<String, JsonNode>> parts(Sampled record);

    /** As the value of {@code stream.format}. */
    String yaml();

    /** Whether a number may stand in a text without that being said. */
    default boolean textNumbers() {
        return false;
    }
}
