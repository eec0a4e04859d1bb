package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.window.BatchTrainer;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.Replay;
import io.backflow.model.Gradients;
import io.backflow.model.Reduction;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundGradientTest {

    private static final TrainingTotals TRAINED = new TrainingTotals(6, 5, 4, 3, 2, 1, 6);

    private final LearningControl control = new LearningControl();
    private final RoundGradient learner = new RoundGradient(Reduction.MEAN, 2, control);

    @Test
    void theSumOfARoundIsSentWithItsDivisorAndTheNextRoundBeginsAtZero() {
        sum(3f, 4f);

        Share result = learner.finish(TRAINED, FeatureSums.NONE);

        assertThat(Objects.requireNonNull(result.change()).values()).containsExactly(3f, 4f);
        assertThat(result.divisor()).isEqualTo(6);
        assertThat(learner.refused()).isZero();
        assertThatTheNextBeginsAtZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aSumThatIsNotFiniteIsNotSentAndCounted(float value) {
        sum(3f, value);

        Share result = learner.finish(TRAINED, FeatureSums.NONE);

        assertThat(result.change()).isNull();
        assertThat(result.totals()).as("they are counted").isEqualTo(TRAINED);
        assertThat(result.divisor()).as("what it would be divided by").isZero();
        assertThat(learner.refused()).isEqualTo(1);
        assertThatTheNextBeginsAtZero();
    }

    @Test
    void whatIsTrainedWhileLearningIsPausedIsCountedAndNotSent() {
        control.pause(true);
        sum(3f, 4f);

        Share result = learner.finish(TRAINED, FeatureSums.NONE);

        assertThat(result.change()).isNull();
        assertThat(result.divisor()).isZero();
        assertThat(result.totals()).isEqualTo(TRAINED);
        assertThat(control.stepsPaused()).isEqualTo(6);
        control.pause(false);
        assertThatTheNextBeginsAtZero();
        assertThat(control.stepsPaused()).isEqualTo(6);
    }

    private void assertThatTheNextBeginsAtZero() {
        sum(1f, 2f);
        Share next = learner.finish(TRAINED, FeatureSums.NONE);
        assertThat(Objects.requireNonNull(next.change()).values()).containsExactly(1f, 2f);
        assertThat(next.divisor()).isEqualTo(6);
    }

    private void sum(float first, float second) {
        learner.train(new FixedGradient(first, second), List.of(), prediction -> {});
    }

    /** Adds the same gradient, of weight 6, for whatever it trains. */
    private record FixedGradient(float first, float second) implements BatchTrainer {

        @Override
        public int batchCapacity() {
            return 1;
        }

        @Override
        public void load(float[] parameters, long version) {
            throw new AssertionError("the test begins no round");
        }

        @Override
        public TrainingTotals train(
                List<SequenceState> sequences,
                Replay replay,
                Gradients gradients,
                Consumer<PrequentialPrediction> scored) {
            gradients.values()[0] += first;
            gradients.values()[1] += second;
            gradients.count(0, 6, 1);
            return TRAINED;
        }
    }
}
