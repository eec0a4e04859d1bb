package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.FOR_EVER;
import static io.backflow.jobs.sequence.Intake.WEEK;
import static io.backflow.jobs.sequence.Intake.end;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTargetTest {

    @Test
    void aStepsTargetIsWhatTheStepTwoLaterShows() {
        Intake intake = twoAhead(3, GapPolicy.RESET);
        intake.take(0, 1, 2, 3);
        assertThat(intake.windows()).as("step 2 still waits for step 4").isEmpty();

        intake.take(4);

        assertThat(intake.windows()).containsExactly("0>2 1>3 2>4");
    }

    @Test
    void theLastStepsOfASequenceHaveNoTarget() {
        Intake intake = twoAhead(3, GapPolicy.RESET);
        intake.take(0, 1, 2, 3);
        intake.take(end(4));

        assertThat(intake.windows()).containsExactly("0>2 1>3 2>4", "3 4 |");
    }

    @Test
    void noWindowIsLongerThanAskedForThoughMoreStepsWaitForTargets() {
        Intake intake =
                new Intake(2, new TargetRule(5, new int[] {0}), new ReorderRule(3, WEEK, GapPolicy.RESET), FOR_EVER);
        intake.take(0, 1, 2, 3, 4);
        intake.take(end(5));

        assertThat(intake.windows()).containsExactly("0>5 1", "2 3", "4 5 |");
    }

    @Test
    void aTargetMayLieBehindAGapThatIsCarried() {
        Intake intake = twoAhead(3, GapPolicy.CARRY);
        intake.take(0, 1, 3, 4, 5, 6);

        assertThat(intake.windows()).containsExactly("0 1>3 3>5");
    }

    @Test
    void noTargetLiesBehindAGapThatResets() {
        Intake intake = twoAhead(3, GapPolicy.RESET);
        intake.take(0, 1, 3, 4, 5, 6);

        assertThat(intake.windows()).containsExactly("0 1 |");
        assertThat(intake.state().open).hasSize(4);
    }

    @Test
    void whatWasImputedIsNobodysTarget() {
        Intake intake = twoAhead(4, GapPolicy.IMPUTE);
        intake.take(0, 1, 3, 4, 5, 6);

        assertThat(intake.windows()).containsExactly("0 1>3 i2>4 3>5");
    }

    @Test
    void aTargetOfSeveralStepsIsKnownWhenItsLastOneIs() {
        Intake intake = new Intake(
                3,
                new TargetRule(new int[] {1, 3}, new int[] {0}),
                new ReorderRule(3, WEEK, GapPolicy.CARRY),
                FOR_EVER);
        intake.take(0, 1, 2, 3, 4);
        assertThat(intake.windows()).as("step 2 still waits for step 5").isEmpty();
        intake.take(5);
        intake.take(end(6));

        assertThat(targets(intake))
                .containsExactly(
                        "[1.0, 3.0]", "[2.0, 4.0]", "[3.0, 5.0]", "[4.0, 6.0]", "[5.0, NaN]", "[6.0, NaN]", "none");
    }

    @Test
    void aPartWhoseStepIsMissingIsUnknown() {
        Intake intake = new Intake(
                2,
                new TargetRule(new int[] {1, 2}, new int[] {0}),
                new ReorderRule(3, WEEK, GapPolicy.IMPUTE),
                FOR_EVER);
        intake.take(0, 1, 3, 4, 5, 6);

        assertThat(targets(intake).subList(0, 4))
                .as("step 2 is made up")
                .containsExactly("[1.0, NaN]", "[NaN, 3.0]", "[3.0, 4.0]", "[4.0, 5.0]");
    }

    private static List<String> targets(Intake intake) {
        return intake.state().ready.stream()
                .flatMap(window -> window.steps().stream())
                .map(step -> step.target() == null ? "none" : Arrays.toString(step.target()))
                .toList();
    }

    private static Intake twoAhead(int every, GapPolicy policy) {
        ReorderRule reorder = new ReorderRule(3, WEEK, policy);
        return new Intake(every, new TargetRule(2, new int[] {0}), reorder, FOR_EVER);
    }
}
