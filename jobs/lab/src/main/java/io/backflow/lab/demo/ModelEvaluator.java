package io.backflow.lab.demo;

import io.backflow.lab.forecast.ForecastError;
import io.backflow.lab.forecast.Forecaster;
import io.backflow.lab.forecast.NetworkForecaster;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.Track;
import io.backflow.model.ModelSpec;
import java.util.List;

/** Judges a model on each part of the storms by running its network over them. Not thread-safe. */
final class ModelEvaluator implements AutoCloseable {

    private final List<Track> testTracks;
    private final NetworkForecaster train;
    private final NetworkForecaster validation;
    private final NetworkForecaster test;

    ModelEvaluator(ModelSpec spec, Storms storms, Scaling scaling) {
        testTracks = scaling.applyLikeJob(storms.test());
        train = new NetworkForecaster(spec, scaling.applyLikeJob(storms.train()));
        validation = new NetworkForecaster(spec, scaling.applyLikeJob(storms.validation()));
        test = new NetworkForecaster(spec, testTracks);
    }

    /** The error on the storms that the model was trained on. */
    double train(float[] parameters) {
        return train.error(parameters);
    }

    /** The error on the storms that choose a version. */
    double validation(float[] parameters) {
        return validation.error(parameters);
    }

    /** The verdict on the storms that nothing was chosen by, beside forecasts that learn nothing. */
    TestErrors test(float[] parameters) {
        return new TestErrors(
                test.error(parameters),
                ForecastError.of(Forecaster.persistence(testTracks), testTracks).mse(),
                ForecastError.of(Forecaster.linear(testTracks), testTracks).mse());
    }

    /** How many forecasts {@link #test} counts. */
    int testForecasts() {
        return ForecastError.of(Forecaster.persistence(testTracks), testTracks).forecasts();
    }

    @Override
    public void close() {
        train.close();
        validation.close();
        test.close();
    }
}
