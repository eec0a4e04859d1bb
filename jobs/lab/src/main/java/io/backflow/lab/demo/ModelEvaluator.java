package io.backflow.lab.demo;

import io.backflow.model.ModelSpec;
import java.util.List;

/** Judges a model on each part of the storms by running its network over them. Not thread-safe. */
final class ModelEvaluator implements LearningCurve.Evaluator, AutoCloseable {

    private final List<float[][]> testTracks;
    private final Bench train;
    private final Bench validation;
    private final Bench test;

    ModelEvaluator(ModelSpec spec, Storms storms, Scaling scaling) {
        testTracks = scaling.apply(storms.test());
        train = new Bench(spec, scaling.apply(storms.train()));
        validation = new Bench(spec, scaling.apply(storms.validation()));
        test = new Bench(spec, testTracks);
    }

    @Override
    public double train(float[] parameters) {
        return train.error(parameters);
    }

    @Override
    public double validation(float[] parameters) {
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

    /** One part of the storms with a network sized for it. */
    private record Bench(List<float[][]> tracks, NetworkForecaster forecaster) {

        Bench(ModelSpec spec, List<float[][]> tracks) {
            this(tracks, new NetworkForecaster(spec, tracks));
        }

        double error(float[] parameters) {
            forecaster.run(parameters);
            return ForecastError.of(forecaster, tracks).mse();
        }

        void close() {
            forecaster.close();
        }
    }
}
