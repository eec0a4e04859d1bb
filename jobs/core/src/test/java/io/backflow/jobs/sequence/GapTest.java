package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.FOR_EVER;
import static io.backflow.jobs.sequence.Intake.end;
import static io.backflow.jobs.sequence.Intake.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GapTest {

    @Test
    void oneEarlyStepTooManyDeclaresTheGap() {
        Intake intake = Intake.every(3, GapPolicy.RESET);
        intake.take(0, 2, 3, 4);
        assertThat(intake.windows()).as("three may wait").isEmpty();

        intake.take(5);

        assertThat(intake.windows()).containsExactly("0 |", "2 3 4");
        assertThat(intake.state().open).hasSize(1);
    }

    @Test
    void aStepWhosePlaceWasGivenUpIsLate() {
        Intake intake = Intake.every(3, GapPolicy.RESET);
        intake.take(0, 2, 3, 4, 5);

        assertThat(intake.take(step(1))).isEqualTo(Verdict.LATE);
        assertThat(intake.take(step(2))).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void aGapAfterAWholeWindowEndsTheStateWithThatWindow() {
        Intake intake = Intake.every(3, GapPolicy.RESET);
        intake.take(0, 1, 2, 4, 5, 6, 7);

        assertThat(intake.windows()).containsExactly("0 1 2 |", "4 5 6");
    }

    @Test
    void carryingGoesOnAsIfNothingWereMissing() {
        Intake intake = Intake.every(3, GapPolicy.CARRY);
        intake.take(0, 2, 3, 4, 5);

        assertThat(intake.windows()).containsExactly("0 2 3");
    }

    @Test
    void imputationRepeatsTheLastInputWithoutAnythingToLearn() {
        Intake intake = Intake.every(4, GapPolicy.IMPUTE);
        intake.take(0, 1, 4, 5, 6, 7);

        assertThat(intake.windows()).containsExactly("0 1 i2 i3", "4 5 6 7");
        Step imputed = intake.state().ready.element().steps().get(3);
        assertThat(imputed.features()).containsExactly(1f);
        assertThat(imputed.weight()).isZero();
        assertThat(intake.take(step(2)))
                .as("what was imputed is not a duplicate but lost")
                .isEqualTo(Verdict.LATE);
    }

    @Test
    void aGapTooLongToImputeResets() {
        Intake intake = Intake.every(4, GapPolicy.IMPUTE);
        intake.take(0, 1, 6, 7, 8, 9);

        assertThat(intake.windows()).containsExactly("0 1 |", "6 7 8 9");
    }

    @Test
    void nothingIsImputedBeforeTheFirstStep() {
        Intake intake = Intake.every(2, GapPolicy.IMPUTE);
        intake.take(2, 3, 4, 5);

        assertThat(intake.windows()).containsExactly("2 3", "4 5");
    }

    @Test
    void aGapIsDeclaredWhenTheNewestStepIsFarEnoughBehind() {
        Intake intake = timed(10_000);
        intake.take(step(0, 0));
        intake.take(step(2, 2_000));

        intake.take(step(3, 11_999));
        assertThat(intake.windows()).isEmpty();
        intake.take(step(4, 12_000));

        assertThat(intake.windows()).containsExactly("0 |", "2 3 4");
    }

    @Test
    void aGapIsDeclaredWhenEventTimePassesWithoutASteps() {
        Intake intake = timed(10_000);
        intake.take(step(0, 0));
        intake.take(step(2, 2_000));
        assertThat(intake.deadline()).isEqualTo(12_000);

        intake.advance(11_999);
        assertThat(intake.windows()).isEmpty();
        intake.advance(12_000);

        assertThat(intake.windows()).containsExactly("0 |");
        assertThat(intake.state().early).isEmpty();
        assertThat(intake.deadline()).isEqualTo(LifetimeRule.NEVER);
    }

    @Test
    void itDoesNotMatterWhetherATimerOrTheNextStepIsFaster() {
        Intake timer = timed(10_000);
        Intake step = timed(10_000);
        for (Intake intake : List.of(timer, step)) {
            intake.take(0, 2, 3, 5, 6, 7);
        }

        timer.advance(12_000);
        timer.advance(15_000);
        timer.take(step(8, 40_000));
        step.take(step(8, 40_000));

        assertThat(step.windows()).containsExactly("0 |", "2 3 |", "5 6 7");
        assertThat(step.completed()).containsExactly(12_000L, 15_000L, 15_000L);
        assertThat(timer.windows()).isEqualTo(step.windows());
        assertThat(timer.completed()).isEqualTo(step.completed());
    }

    @Test
    void theMissingStepIsLateWhenItComesAfterItsTime() {
        Intake intake = timed(10_000);
        intake.take(0, 2);
        intake.advance(12_000);

        assertThat(intake.take(step(1))).isEqualTo(Verdict.LATE);
    }

    @Test
    void anEndUncoveredByTimeLeavesNothingDueAtOnce() {
        Intake intake = timed(10_000);
        intake.take(step(0));
        intake.take(end(2));
        intake.take(step(4));

        intake.advance(12_000);

        assertThat(intake.windows()).containsExactly("0 |", "2 |");
        assertThat(intake.deadline()).as("for step 4 of the next episode").isEqualTo(14_000);
    }

    @Test
    void gapsAndWhatTheyCostAreCounted() {
        Intake reset = timed(1_000);
        reset.take(0, 1, 2, 3, 5, 8);
        Intake imputed = new Intake(3, TargetRule.GIVEN, new ReorderRule(64, 1_000, GapPolicy.IMPUTE), FOR_EVER);
        imputed.take(0, 1, 2, 3, 5, 8);
        reset.end();
        imputed.end();

        assertThat(reset.windows()).containsExactly("0 1 2", "3 |", "5 |", "8 |");
        assertThat(reset.endings()).containsExactly("GAP*", "GAP*", "END_OF_INPUT*");
        assertThat(imputed.windows()).containsExactly("0 1 2", "3 i4 5", "i6 i7 8 |");
        assertThat(imputed.endings()).containsExactly("END_OF_INPUT");
        assertThat(reset.gaps()).isEqualTo(imputed.gaps()).isEqualTo(2);
        assertThat(reset.missing()).isEqualTo(imputed.missing()).isEqualTo(3);
        assertThat(reset.imputed()).isZero();
        assertThat(imputed.imputed()).isEqualTo(3);
    }

    @Test
    void whatIsMissingBeforeTheFirstStepIsNoGap() {
        Intake intake = timed(1_000);
        intake.take(1_000_000, 1_000_001);
        intake.end();

        assertThat(intake.windows()).containsExactly("1000000 1000001 |");
        assertThat(intake.gaps()).isZero();
    }

    private static Intake timed(long wait) {
        ReorderRule reorder = new ReorderRule(64, wait, GapPolicy.RESET);
        return new Intake(3, TargetRule.GIVEN, reorder, FOR_EVER);
    }
}
