package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.schema.wire.WireException;
import org.junit.jupiter.api.Test;

class PredictionDecoderTest {

    private final PredictionDecoder decoder = new PredictionDecoder();

    @Test
    void readsWhatAJobWrites() throws WireException {
        PrequentialPrediction written = new PrequentialPrediction(
                "a", 7, 8000, 3, new float[] {1, 2}, new int[] {5, 1}, new float[] {3, 4}, null, 0.5f, 0.7f, 2);

        assertThat(decoder.decode(new PredictionSerializer("predictions")
                        .serialize(written, null, null)
                        .value()))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(written);
    }

    @Test
    void aForecastIsNone() throws WireException {
        Forecast forecast = new Forecast(
                "a",
                new Moment(7, 8000),
                new Moment(8, 9000),
                new Forecast.Said(3, 8001, new float[] {1}, null, null),
                null);

        assertThat(decoder.decode(new ForecastSerializer("predictions")
                        .serialize(forecast, null, null)
                        .value()))
                .isEmpty();
    }
}
