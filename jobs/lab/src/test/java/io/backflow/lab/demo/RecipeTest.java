package io.backflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.TrackReplay;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {

    private static final int EPOCHS = 12;

    private final Storms storms = Storms.load();
    private final Scaling scaling = Scaling.of(storms.train());

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void forecastsStormsBetterThanAStraightLineDoes(long seed) {
        TrackReplay replay = StormTraining.replay(storms, seed, EPOCHS);
        try (LocalTraining training = new LocalTraining(LocalTraining.GRU_32, replay, scaling);
                ModelEvaluator evaluator = new ModelEvaluator(LocalTraining.GRU_32, storms, scaling)) {
            double leastValidation = Double.MAX_VALUE;
            TestErrors chosen = evaluator.test(training.epoch(1));
            for (int epoch = 2; epoch <= EPOCHS; epoch++) {
                float[] parameters = training.epoch(epoch);
                double validation = evaluator.validation(parameters);
                if (validation < leastValidation) {
                    leastValidation = validation;
                    chosen = evaluator.test(parameters);
                }
            }

            assertThat(training.updates()).isEqualTo(replay.rounds());
            // the reference reaches 0.0260 to 0.0266 in 20 epochs; six seeds reached 0.0264 to 0.0277 in these 12, with
            // a standard deviation of 0.0004, and no kernel of OpenBLAS moved one by 0.000001
            assertThat(chosen.network()).isLessThan(0.0290);
            assertThat(chosen.linear()).isGreaterThan(0.0379);
        }
    }
}
