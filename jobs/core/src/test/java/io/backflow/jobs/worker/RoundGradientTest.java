package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.model.Reduction;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundGradientTest {

    private static final TrainingTotals TRAINED = new TrainingTotals(6, 5, 4, 3, 2, 1, 6);

    private final RoundGradient learner = new RoundGradient(Reduction.MEAN, 2);

    @Test
    void theSumOfARoundIsSentWithItsDivisorAndTheNextRoundBeginsAtZero() {
        sum(3f, 4f);

        Share result = learner.finish(TRAINED);

        assertThat(Objects.requireNonNull(result.change()).values()).containsExactly(3f, 4f);
        assertThat(result.divisor()).isEqualTo(6);
        assertThat(learner.gradients().values()).containsOnly(0f);
        assertThat(learner.refused()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aSumThatIsNotFiniteIsNotSentAndCounted(float value) {
        sum(3f, value);

        Share result = learner.finish(TRAINED);

        assertThat(result.change()).isNull();
        assertThat(result.totals()).as("they are counted").isEqualTo(TRAINED);
        assertThat(result.divisor()).as("what it would be divided by").isZero();
        assertThat(learner.refused()).isEqualTo(1);
        assertThat(learner.gradients().values()).containsOnly(0f);
    }

    private void sum(float first, float second) {
        learner.gradients().values()[0] = first;
        learner.gradients().values()[1] = second;
        learner.gradients().count(0, 6, 1);
    }
}
