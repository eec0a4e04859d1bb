package io.backflow.lab.demo;

import java.util.List;

/**
 * Mean squared error of forecasts on scaled values, over the channels of all forecasts that count: those made at step 8
 * or later, so that every forecaster has seen two days of a storm.
 *
 * @param mse the mean
 * @param forecasts how many rows were forecast
 */
record ForecastError(double mse, int forecasts) {

    /** The first step whose forecast counts. */
    static final int FIRST_STEP = 8;

    /** Of {@code forecaster} over the tracks that it was made for. */
    static ForecastError of(Forecaster forecaster, List<float[][]> tracks) {
        double sum = 0;
        int forecasts = 0;
        for (int i = 0; i < tracks.size(); i++) {
            float[][] track = tracks.get(i);
            for (int step = FIRST_STEP; step < track.length - 1; step++) {
                sum += squaredError(forecaster.next(i, step), track[step + 1]);
                forecasts++;
            }
        }
        return new ForecastError(sum / forecasts / Storm.CHANNELS, forecasts);
    }

    private static double squaredError(float[] forecast, float[] actual) {
        double sum = 0;
        for (int c = 0; c < actual.length; c++) {
            double error = (double) forecast[c] - actual[c];
            sum += error * error;
        }
        return sum;
    }
}
