package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import io.backflow.schema.wire.WireException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionDecoderTest {

    private final PredictionDecoder decoder = new PredictionDecoder();

    @Test
    void readsWhatAJobWrites() throws WireException {
        PrequentialPrediction written = new PrequentialPrediction(
                "a", 7, 8000, 3, new float[] {1, 2}, new int[] {5, 1}, new float[] {3, 4}, null, 0.5f, 0.7f, 2);

        assertThat(read(written)).usingRecursiveFieldByFieldElementComparator().containsExactly(written);
    }

    @Test
    void readsThePredictionsOfAWindowFromOneRecord() throws WireException {
        PrequentialPrediction[] written = {
            new PrequentialPrediction("a", 7, 8000, 3, new float[] {1, 2}, null, null, null, 0.5f, 0.7f, 2),
            new PrequentialPrediction("a", 9, 9500, 3, new float[] {3, 4}, new int[] {5, 1}, null, null, 0.25f, 1, 0),
            new PrequentialPrediction("a", 10, 9600, 3, new float[] {5}, null, null, null, 0.125f, 2, 1)
        };

        assertThat(read(written)).usingRecursiveFieldByFieldElementComparator().containsExactly(written);
    }

    private List<PrequentialPrediction> read(PrequentialPrediction... written) throws WireException {
        return decoder.decode(new PredictionSerializer("predictions")
                .serialize(new WindowPredictions(written), null, null)
                .value());
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
