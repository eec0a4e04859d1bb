package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.WEEK;
import static io.backflow.jobs.sequence.Intake.end;
import static io.backflow.jobs.sequence.Intake.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    private static final long NEVER = LifetimeRule.NEVER;

    @Test
    void aSilenceAsLongAsTheSessionGapEndsTheState() {
        Intake intake = living(10_000, NEVER);
        intake.take(0, 1, 2, 3);
        assertThat(intake.deadline()).isEqualTo(13_000);

        intake.advance(13_000);

        assertThat(intake.windows()).containsExactly("0 1 2", "3 |");
        assertThat(intake.state().ready.getLast().completedAt()).isEqualTo(13_000);
    }

    @Test
    void nothingMoreIsDueOnceASessionHasEndedThoughItsWindowsWait() {
        Intake intake = living(10_000, NEVER);
        intake.take(0, 1, 2);
        intake.train();
        intake.take(3);

        intake.advance(13_000);

        assertThat(intake.windows()).containsExactly("3 |");
        assertThat(intake.deadline())
                .as("a timer in the past would fire for ever")
                .isEqualTo(NEVER);
    }

    @Test
    void aSessionThatPausesAtTheBorderOfAnUntrainedWindowEndsToo() {
        Intake intake = living(10_000, NEVER);
        intake.take(0, 1, 2);
        assertThat(intake.deadline()).isEqualTo(12_000);

        intake.advance(12_000);

        assertThat(intake.windows()).containsExactly("0 1 2 |");
    }

    @Test
    void aSessionThatPausesAfterATrainedWindowStartsAgainFromZero() {
        Intake intake = living(10_000, NEVER);
        intake.take(0, 1, 2);
        intake.train();
        intake.state().recurrent[0] = 0.5f;

        intake.advance(12_000);

        assertThat(intake.state().recurrent).containsOnly(0f);
        assertThat(intake.deadline()).isEqualTo(NEVER);
    }

    @Test
    void theStepAfterThePauseEndsTheSessionWhenItIsFasterThanTheTimer() {
        Intake timer = living(10_000, NEVER);
        timer.take(0, 1);
        timer.advance(11_000);
        timer.take(step(2, 11_000));
        Intake faster = living(10_000, NEVER);
        faster.take(0, 1);
        faster.take(step(2, 11_000));

        assertThat(faster.windows()).isEqualTo(timer.windows()).containsExactly("0 1 |");
        assertThat(faster.state().ready.element().completedAt())
                .isEqualTo(timer.state().ready.element().completedAt());
        assertThat(faster.take(step(3, 20_999))).isEqualTo(Verdict.ACCEPTED);
        assertThat(faster.state().open).as("no pause").hasSize(2);
    }

    @Test
    void aSequenceIsForgottenAfterItsTimeToLive() {
        Intake intake = living(NEVER, 60_000);
        intake.take(0, 1);
        assertThat(intake.deadline()).isEqualTo(61_000);

        intake.advance(61_000);

        assertThat(intake.windows()).containsExactly("0 1 |");
        assertThat(intake.deadline()).isEqualTo(NEVER);
        intake.train();
        assertThat(intake.state().disposable()).isTrue();
    }

    @Test
    void anEndedSequenceIsRememberedForADayWhereSequencesLiveForEver() {
        Intake intake = living(NEVER, NEVER);
        intake.take(0);
        intake.take(end(1));
        intake.train();
        assertThat(intake.deadline()).isEqualTo(1000 + Duration.ofDays(1).toMillis());

        intake.advance(intake.deadline());

        assertThat(intake.state().disposable()).isTrue();
    }

    private static Intake living(long sessionGap, long timeToLive) {
        ReorderRule reorder = new ReorderRule(3, WEEK, GapPolicy.RESET);
        return new Intake(3, TargetRule.GIVEN, reorder, new LifetimeRule(sessionGap, timeToLive));
    }
}
