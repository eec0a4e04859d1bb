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
    void theWindowsThatAStepCompletedAreReturnedOnce() {
        Sequencer sequencer = new Sequencer(
                new WindowRule(2, TargetRule.GIVEN),
                new ReorderRule(3, Intake.WEEK, GapPolicy.RESET),
                new LifetimeRule(10_000, LifetimeRule.NEVER),
                SequenceListener.NONE);
        SequenceState state = new SequenceState(1);

        assertThat(sequencer.accept(state, step(0)).completed()).isEmpty();
        assertThat(sequencer.accept(state, step(2)).completed()).isEmpty();
        assertThat(sequencer.accept(state, step(3)).completed()).isEmpty();
        assertThat(sequencer.accept(state, step(1)).completed())
                .containsExactlyElementsOf(state.ready)
                .hasSize(2);
        assertThat(sequencer.advance(state, 13_000))
                .as("the last now ends the state")
                .isEmpty();
        assertThat(sequencer.accept(state, step(4, 20_000)).completed()).isEmpty();
        assertThat(sequencer.end(state)).containsExactly(state.ready.getLast());
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
