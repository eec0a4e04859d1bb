package io.backflow.jobs.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.control.Command.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingCommandsTest {

    @ParameterizedTest
    @EnumSource(names = {"PAUSE", "RESUME", "PUBLISH", "RESET_SEQUENCE", "LEARNING_RATE"})
    void aCommandThatNeedsNothingMoreIsTaken(Kind kind) {
        assertThat(problem(kind, null, null, null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
    void aRateThatIsNoRateIsRefused(double rate) {
        assertThat(problem(Kind.LEARNING_RATE, null, rate, null))
                .hasValueSatisfying(sentence -> assertThat(sentence).startsWith("learning_rate is " + rate));
    }

    @Test
    void aRollbackNeedsAVersionAndARateMayBeZero() {
        assertThat(problem(Kind.ROLL_BACK, null, null, null)).isPresent();
        assertThat(problem(Kind.ROLL_BACK, null, null, 3L)).isEmpty();
        assertThat(problem(Kind.LEARNING_RATE, null, 0.0, null)).isEmpty();
    }

    @Test
    void whatIsForOtherJobsOrUnknownIsRefused() {
        assertThat(problem(Kind.FOLLOW, null, null, null))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("scoring job"));
        assertThat(problem(Kind.UNKNOWN, null, null, null)).isPresent();
        assertThat(problem(Kind.RESET_SEQUENCE, "", null, null)).isPresent();
    }

    private static Optional<String> problem(Kind kind, String sequence, Double rate, Long version) {
        return TrainingCommands.problem(new Command(new CommandId(0, 0), kind, sequence, rate, version));
    }
}
