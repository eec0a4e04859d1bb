package io.backflow.lab.forecast;

import java.util.List;

/**
 * Mean squared error of forecasts on scaled values, over the channels of all forecasts that count: those made at step 8
 * or later, so that every forecaster has seen eight rows before.
 *
 * @param mse the mean
 * @param forecasts how many rows were forecast
 */
public record ForecastError(double mse, int forecasts) {

    /** The first step whose forecast counts. */
    private static final int FIRST_STEP = 8;

    /** Of {@code forecaster} over the tracks that it was made for. */
    public static ForecastError of(Forecaster forecaster, List<Track> tracks) {
        double sum = 0;
        int forecasts = 0;
        for (int i = 0; i < tracks.size(); i++) {
            float[][] rows = tracks.get(i).rows();
            for (int step = FIRST_STEP; step < rows.length - 1; step++) {
                sum += squaredError(forecaster.next(i, step), rows[step + 1]);
                forecasts++;
            }
        }
        return new ForecastError(sum / forecasts / tracks.get(0).width(), forecasts);
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
