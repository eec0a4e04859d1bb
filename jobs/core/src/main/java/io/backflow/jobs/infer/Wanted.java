package io.backflow.jobs.infer;

import io.backflow.jobs.config.RegistryConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user says of a topic; the rest is inferred.
 *
 * @param sequence paths that name a sequence; empty: chosen
 * @param time path of the event time; null: chosen
 * @param registry of the records' schemas; null: there is none
 */
public record Wanted(
        List<String> sequence,
        @Nullable String time,
        @Nullable RegistryConfig registry) {}
