package io.backflow.jobs.infer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A record whose parts have names.
 *
 * @param record as it was received
 * @param parts its single values by path, and arrays of numbers as a whole
 */
record Document(Sampled record, Map<String, JsonNode> parts) {}
