package io.backflow.jobs;

import io.backflow.jobs.kafka.Arrival;
import org.apache.flink.api.connector.source.Source;

/**
 * Where the pipeline reads.
 *
 * @param timesteps each partition in the order of its sequences' steps; watermarks are the pipeline's to make
 */
public record Sources(Source<Arrival, ?, ?> timesteps) {}
