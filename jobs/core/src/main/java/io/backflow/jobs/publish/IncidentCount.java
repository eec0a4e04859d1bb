package io.backflow.jobs.publish;

/**
 * How often something happened to steps other than being trained as they came.
 *
 * @param reason a short fixed word such as {@code late} or {@code rejected_features}; docs/topics.md lists them
 * @param count how often, above 0
 */
public record IncidentCount(String reason, long count) {}
