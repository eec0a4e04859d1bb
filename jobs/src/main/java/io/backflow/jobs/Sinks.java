package io.backflow.jobs;

import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.server.ModelVersion;
import io.backflow.jobs.server.Progress;
import io.backflow.jobs.trainer.Scored;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where the pipeline writes.
 *
 * @param predictions every step's prediction, made before it was learnt from
 * @param parameters the published versions of the model
 * @param progress how training goes
 * @param deadLetters records that could not be taken
 */
public record Sinks(
        Sink<Scored> predictions, Sink<ModelVersion> parameters, Sink<Progress> progress, Sink<Rejected> deadLetters) {}
