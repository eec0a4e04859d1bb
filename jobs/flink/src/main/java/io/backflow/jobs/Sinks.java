package io.backflow.jobs;

import io.backflow.jobs.control.CommandAnswer;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.kafka.Rejected;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.window.WindowPredictions;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Where the pipeline writes.
 *
 * @param predictions the predictions of steps, made before these were trained; where nothing is forecast on arrival
 * @param forecasts every step's forecast, made when it arrived; where forecasts are made on arrival
 * @param parameters the published versions of the model
 * @param progress the state of the training run
 * @param deadLetters rejected and late records
 * @param answers what was done about commands
 */
public record Sinks(
        Sink<WindowPredictions> predictions,
        Sink<Forecast> forecasts,
        Sink<ModelVersion> parameters,
        Sink<ProgressReport> progress,
        Sink<Rejected> deadLetters,
        Sink<CommandAnswer> answers) {

    /** Of a job without commands. */
    public Sinks(
            Sink<WindowPredictions> predictions,
            Sink<Forecast> forecasts,
            Sink<ModelVersion> parameters,
            Sink<ProgressReport> progress,
            Sink<Rejected> deadLetters) {
        this(predictions, forecasts, parameters, progress, deadLetters, new DiscardingSink<>());
    }
}
