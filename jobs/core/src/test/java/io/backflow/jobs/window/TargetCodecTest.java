package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetCodecTest {

    private static final FeatureScale SCALE = new FeatureScale(new float[] {10f, -5f}, new float[] {2f, 4f});
    private static final TargetRule SECOND = new TargetRule(1, new int[] {1});
    private static final Step STEP =
            new Step("s", 0, 0, new float[] {12f, 3f}, Step.NONE, new float[] {7f}, Step.NONE, 1f, false);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPerfectForecastComesBackInTheStreamsUnits(boolean residual) {
        TargetCodec codec = TargetCodec.of(new HeadSpec(1, new LossSpec.Mse()), SECOND, residual, SCALE);
        float[] encoded = new float[1];

        codec.encode(STEP, encoded, 0);

        // (7 + 5) / 4 = 3, of which (3 + 5) / 4 = 2 is there already
        assertThat(encoded).containsExactly(residual ? 1f : 3f);
        assertThat(codec.decode(encoded, 0, STEP)).containsExactly(7f);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void persistenceSaysThatNothingChanges(boolean residual) {
        TargetCodec codec = TargetCodec.of(new HeadSpec(1, new LossSpec.Mse()), SECOND, residual, SCALE);
        float[] guess = new float[1];

        codec.persistence(new float[0], STEP, guess);

        assertThat(codec.restore(guess, STEP)).containsExactly(3f);
    }

    @Test
    void aTargetThatTheStreamGivesIsLeftAsItIs() {
        TargetCodec codec = TargetCodec.of(new HeadSpec(1, new LossSpec.Mse()), TargetRule.GIVEN, false, SCALE);
        float[] encoded = new float[1];

        codec.encode(STEP, encoded, 0);

        assertThat(encoded).containsExactly(7f);
        assertThat(codec.decode(new float[] {0.25f}, 0, STEP)).containsExactly(0.25f);
    }

    @Test
    void aVarianceIsScaledWithTheSquareOfTheDeviation() {
        TargetCodec codec = TargetCodec.of(new HeadSpec(2, new LossSpec.GaussianNll()), SECOND, false, SCALE);

        float[] decoded = codec.decode(new float[] {3f, 0f}, 0, STEP);

        assertThat(decoded[0]).isEqualTo(7f);
        assertThat((float) Math.exp(decoded[1])).isCloseTo(16f, within(1e-4f)); // exp of a float32 logarithm
    }

    @Test
    void everyQuantileIsAValueOfTheOneForecastColumn() {
        HeadSpec head = new HeadSpec(2, new LossSpec.Quantile(List.of(0.1, 0.9)));
        TargetCodec codec = TargetCodec.of(head, SECOND, true, SCALE);

        assertThat(codec.decode(new float[] {-1f, 1f}, 0, STEP)).containsExactly(-1f, 7f);
    }
}
