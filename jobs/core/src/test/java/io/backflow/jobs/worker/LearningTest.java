package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.Gradients;
import io.backflow.model.Reduction;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningTest {

    @Test
    void aGradientIsDividedByItsWeightAndShortenedToTheNorm() {
        Gradients gradients = gradients(6f, 8f, 2);

        assertThat(learning(Double.POSITIVE_INFINITY).scale(gradients)).isEqualTo(0.5);
        assertThat(learning(2.5).scale(gradients)).as("its mean has norm 5").isEqualTo(0.25);
    }

    @Test
    void whatHasNoWeightIsNotLearnt() {
        assertThat(learning(1).scale(gradients(3f, 4f, 0))).isZero();
    }

    /** With a bound too: its scale would be 0, and the gradient would vanish uncounted. */
    @ParameterizedTest
    @ValueSource(doubles = {1, Double.POSITIVE_INFINITY})
    void aGradientThatIsNotFiniteHasNoScale(double clipNorm) {
        assertThat(learning(clipNorm).scale(gradients(1f, Float.POSITIVE_INFINITY, 1)))
                .isNaN();
        assertThat(learning(clipNorm).scale(gradients(1f, Float.NaN, 1))).isNaN();
    }

    private static Learning learning(double clipNorm) {
        return new Learning(new Sgd(), new ConstantRate(1), clipNorm, Reduction.MEAN);
    }

    private static Gradients gradients(float first, float second, double weight) {
        Gradients gradients = new Gradients(2);
        gradients.values()[0] = first;
        gradients.values()[1] = second;
        gradients.count(0, weight, 1);
        return gradients;
    }
}
