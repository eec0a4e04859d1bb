package io.backflow.lab.forecast;

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
                .extracting(Track::length)
                .satisfies(lengths -> assertThat(
                                lengths.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(11_510));
    }

    @Test
    void learnsFromEarlierSeasonsThanItIsJudgedBy() {
        int lastLearnt = Storms.year(storms.train().get(357));
        int firstJudged = Storms.year(storms.test().get(0));

        assertThat(lastLearnt)
                .isLessThanOrEqualTo(Storms.year(storms.validation().get(0)));
        assertThat(lastLearnt).isLessThan(firstJudged);
    }

    @Test
    void theScaleOfEachChannelIsItsSpreadOverTheTrainingStorms() {
        double[] std = Scaling.of(storms.train()).deviation();

        // as published beside the data set, to two places
        assertThat(std[0]).isCloseTo(8.61, offset(0.005));
        assertThat(std[1]).isCloseTo(19.53, offset(0.005));
        assertThat(std[2]).isCloseTo(26.77, offset(0.005));
        assertThat(std[3]).isCloseTo(19.70, offset(0.005));
    }

    @Test
    void simpleForecastsErrOnTheTestStormsAsTheyDoElsewhere() {
        List<Track> tracks = Scaling.of(storms.train()).applyLikeJob(storms.test());

        ForecastError persistence = ForecastError.of(Forecaster.persistence(tracks), tracks);
        ForecastError linear = ForecastError.of(Forecaster.linear(tracks), tracks);

        assertThat(persistence.forecasts()).isEqualTo(978);
        // computed independently in double precision, given to five places
        assertThat(persistence.mse()).isCloseTo(0.04044, offset(5e-6));
        assertThat(linear.mse()).isCloseTo(0.03795, offset(5e-6));
    }
}
