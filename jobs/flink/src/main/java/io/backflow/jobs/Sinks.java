package io.backflow.jobs;

import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.window.PrequentialPrediction;
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
        Sink<PrequentialPrediction> predictions,
        Sink<ModelVersion> parameters,
        Sink<ProgressReport> progress,
        Sink<Rejected> deadLetters) {}
