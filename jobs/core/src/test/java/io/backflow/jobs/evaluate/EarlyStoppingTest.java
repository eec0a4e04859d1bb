package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.ValidationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The cases of Keras' callback EarlyStopping, mode min. */
class EarlyStoppingTest {

    @Test
    void asManyValidationsInARowAsThePatienceAreEnough() {
        EarlyStopping stopping = stopping(2, 0, Double.POSITIVE_INFINITY);

        assertThat(decisions(stopping, 3, 2, 2.5, 1.9, 1.9, 2)).containsExactly("best", "best", "", "best", "", "stop");
        assertThat(stopping.validations()).isEqualTo(6);
    }

    @Test
    void aLossIsBetterOnlyByMoreThanTheDelta() {
        EarlyStopping stopping = stopping(3, 0.5, Double.POSITIVE_INFINITY);

        assertThat(decisions(stopping, 3, 2.6, 2.5, 2.49)).containsExactly("best", "", "", "best");
    }

    @Test
    void withoutPatienceItGoesOnAndALossThatIsNoNumberIsNotBetter() {
        EarlyStopping stopping = stopping(null, 0, 1);

        assertThat(decisions(stopping, 2, Double.NaN, Double.POSITIVE_INFINITY, 1, 0.9))
                .containsExactly("", "", "", "", "best");
    }

    private static List<String> decisions(EarlyStopping stopping, double... losses) {
        List<String> decisions = new ArrayList<>();
        for (double loss : losses) {
            boolean better = stopping.better(loss);
            decisions.add(better ? "best" : stopping.stops() ? "stop" : "");
        }
        return decisions;
    }

    private static EarlyStopping stopping(@Nullable Integer patience, double minDelta, double best) {
        return new EarlyStopping(new ValidationConfig(null, Duration.ZERO, patience, minDelta, 10), best);
    }
}
