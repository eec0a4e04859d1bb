package io.backflow.jobs.parameters;

/** One record of the topic {@code parameters}: part of a model version, or its manifest. */
public record PublishedRecord(String key, byte[] value) {}
