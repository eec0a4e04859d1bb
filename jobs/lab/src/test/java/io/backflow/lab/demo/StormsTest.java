package io.backflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import org.junit.jupiter.api.Test;

class StormsTest {

    private final Storms storms = Storms.load();

    @Test
    void holdsEveryRowOfTheDataSetOnce() {
        assertThat(storms.train()).hasSize(358);
        assertThat(storms.validation()).hasSize(77);
        assertThat(storms.test()).hasSize(76);
        assertThat(List.of(storms.train(), storms.validation(), storms.test()))
                .flatMap(part -> part)
                .extracting(Storm::length)
                .satisfies(lengths -> assertThat(
                                lengths.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(11_510));
    }

    @Test
    void learnsFromEarlierSeasonsThanItIsJudgedBy() {
        int lastLearnt = storms.train().get(357).year();
        int firstJudged = storms.test().get(0).year();

        assertThat(lastLearnt).isLessThanOrEqualTo(storms.validation().get(0).year());
        assertThat(lastLearnt).isLessThan(firstJudged);
    }

    @Test
    void theScaleOfEachChannelIsItsSpreadOverTheTrainingStorms() {
        float[] std = Scaling.of(storms.train()).std();

        // as published beside the data set, to two places
        assertThat(std[0]).isCloseTo(8.61f, offset(0.005f));
        assertThat(std[1]).isCloseTo(19.53f, offset(0.005f));
        assertThat(std[2]).isCloseTo(26.77f, offset(0.005f));
        assertThat(std[3]).isCloseTo(19.70f, offset(0.005f));
    }

    @Test
    void simpleForecastsErrOnTheTestStormsAsTheyDoElsewhere() {
        List<float[][]> tracks = Scaling.of(storms.train()).apply(storms.test());

        ForecastError persistence = ForecastError.of(Forecaster.persistence(tracks), tracks);
        ForecastError linear = ForecastError.of(Forecaster.linear(tracks), tracks);

        assertThat(persistence.forecasts()).isEqualTo(978);
        // computed independently in double precision, given to five places
        assertThat(persistence.mse()).isCloseTo(0.04044, offset(5e-6));
        assertThat(linear.mse()).isCloseTo(0.03795, offset(5e-6));
    }
}
