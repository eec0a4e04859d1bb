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
        assertThat(intake.endings()).containsExactly("END_OF_SEQUENCE*");
    }

    @Test
    void anEndAtAWindowsBorderEndsTheStateWithThatWindow() {
        intake.take(0, 1);
        intake.take(end(2));

        assertThat(intake.windows()).containsExactly("0 1 2 |");
    }

    @Test
    void nothingOfAnExpiredSequenceIsKeptOnceItsWindowsAreTrained() {
        intake.take(0, 1);
        intake.end();
        assertThat(intake.state().disposable()).isFalse();

        intake.train();

        assertThat(intake.state().disposable()).isTrue();
    }
}
