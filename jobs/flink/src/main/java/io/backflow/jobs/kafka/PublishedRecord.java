package io.backflow.jobs.kafka;

/** One record of the topic {@code parameters}: part of a model version, or its manifest. */
record PublishedRecord(String key, byte[] value) {}
