package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.end;
import static io.backflow.jobs.sequence.Intake.step;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequencerTest {

    private final Intake intake = Intake.every(3, GapPolicy.RESET);

    @Test
    void aWindowIsReadyAfterEveryThirdStep() {
        intake.take(0, 1, 2, 3, 4, 5, 6);

        assertThat(intake.windows()).containsExactly("0 1 2", "3 4 5");
        assertThat(intake.state().open).hasSize(1);
    }

    @Test
    void aStepBeforeItsTurnWaitsForThoseMissing() {
        intake.take(0);

        assertThat(intake.take(step(2))).isEqualTo(Verdict.HELD);
        assertThat(intake.windows()).isEmpty();
        assertThat(intake.take(step(1))).isEqualTo(Verdict.ACCEPTED);
        assertThat(intake.windows()).containsExactly("0 1 2");
    }

    @Test
    void aStepThatWasTakenOrIsHeldIsADuplicate() {
        intake.take(0, 2);

        assertThat(intake.take(step(0))).isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(step(2))).isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.state().early).hasSize(1);
    }

    @Test
    void theEndFinishesTheWindowAndTheState() {
        intake.take(0, 1, 2, 3);
        intake.take(end(4));

        assertThat(intake.windows()).containsExactly("0 1 2", "3 4 |");
        assertThat(intake.state().ended).isTrue();
    }

    @Test
    void anEndAtAWindowsBorderEndsTheStateWithThatWindow() {
        intake.take(0, 1);
        intake.take(end(2));

        assertThat(intake.windows()).containsExactly("0 1 2 |");
    }

    @Test
    void afterTheEndAStepIsLateOrADuplicate() {
        intake.take(0);
        intake.take(end(1));

        assertThat(intake.take(step(2))).isEqualTo(Verdict.LATE);
        assertThat(intake.take(step(1))).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void whatIsHeldBehindTheEndIsHandedOverAsLateOnce() {
        intake.take(0, 3, 4);
        intake.take(end(2));
        assertThat(intake.late()).isEmpty();

        intake.take(1);

        assertThat(intake.late()).containsExactly(3L, 4L);
        assertThat(intake.state().early).isEmpty();
    }

    @Test
    void aStepThatItselfUncoversAnEndBeforeItIsLateAndNotHandedOverToo() {
        intake.take(0, 3);
        intake.take(end(2));
        intake.take(4);

        assertThat(intake.take(step(5)))
                .as("the fourth early step, which declares step 1 missing")
                .isEqualTo(Verdict.LATE);
        assertThat(intake.late()).containsExactly(3L, 4L);
        assertThat(intake.windows()).containsExactly("0 |", "2 |");
    }

    @Test
    void expiryTakesWhatIsHeldUpToAnEndAndHandsOverTheRest() {
        intake.take(0, 4);
        intake.take(end(2));

        intake.expire();

        assertThat(intake.windows()).containsExactly("0 |", "2 |");
        assertThat(intake.late()).containsExactly(4L);
        assertThat(intake.deadline()).isEqualTo(LifetimeRule.NEVER);
    }

    @Test
    void nothingOfAnExpiredSequenceIsKeptOnceItsWindowsAreTrained() {
        intake.take(0, 1);
        intake.expire();
        assertThat(intake.state().disposable()).isFalse();

        intake.train();

        assertThat(intake.state().disposable()).isTrue();
    }
}
