package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.FOR_EVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps without numbers: each has an event time in seconds, and a feature that says which it is. */
class TimeOrderTest {

    private static final long LATENESS = 10_000;

    @Test
    void aStepWaitsUntilANewerOneHasPassedItByTheLateness() {
        Intake intake = order(LATENESS, FOR_EVER);
        assertThat(intake.take(at(3, 3))).isEqualTo(Verdict.HELD);
        assertThat(intake.take(at(1, 1))).isEqualTo(Verdict.HELD);
        assertThat(intake.take(at(10.999, 10))).isEqualTo(Verdict.HELD);
        assertThat(tags(intake)).isEmpty();

        intake.take(at(13, 13));

        assertThat(tags(intake)).containsExactly(1f, 3f);
        assertThat(intake.take(at(3, 4))).as("the same time, and due at once").isEqualTo(Verdict.ACCEPTED);
        assertThat(tags(intake)).containsExactly(1f, 3f, 4f);
    }

    @Test
    void whatIsTakenIsNumberedByTheJob() {
        Intake intake = order(0, FOR_EVER);
        for (int i = 0; i < 3; i++) {
            assertThat(intake.take(at(100 * i + i * i, i))).isEqualTo(Verdict.ACCEPTED);
        }
        intake.take(end(300, 3));
        intake.take(at(301, 0));

        assertThat(intake.windows()).containsExactly("0 1 2", "3 |");
        assertThat(intake.state().open).extracting(Step::step).containsExactly(0L);
    }

    @Test
    void theSameTimeWithAnotherContentIsAnotherStepWhicheverComesFirst() {
        Intake one = order(LATENESS, FOR_EVER);
        Intake other = order(LATENESS, FOR_EVER);
        List.of(at(1, 7), at(1, 8), at(1, 9)).forEach(one::take);
        List.of(at(1, 9), at(1, 8), at(1, 7)).forEach(other::take);
        one.end();
        other.end();

        assertThat(tags(one)).containsExactlyInAnyOrder(7f, 8f, 9f).containsExactlyElementsOf(tags(other));
    }

    @Test
    void theStepThatEndsItsSequenceIsTheLastOfItsTime() {
        Intake intake = order(LATENESS, FOR_EVER);
        intake.take(end(1, 9));
        List.of(at(1, 1), at(1, 2)).forEach(intake::take);
        intake.end();

        assertThat(tags(intake)).hasSize(3).endsWith(9f);
        assertThat(intake.endings()).containsExactly("END_OF_SEQUENCE");
    }

    @Test
    void aRepetitionIsDroppedWhetherItsOriginalWaitsOrWasTaken() {
        Intake intake = order(LATENESS, FOR_EVER);
        intake.take(at(1, 1));
        assertThat(intake.take(at(1, 1))).isEqualTo(Verdict.DUPLICATE);
        intake.take(at(20, 20));
        intake.take(at(40, 40));

        assertThat(intake.take(at(1, 1))).isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(at(20, 20))).isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(at(40, 40))).isEqualTo(Verdict.DUPLICATE);
        intake.end();
        assertThat(tags(intake)).containsExactly(1f, 20f, 40f);
    }

    @Test
    void aStepOlderThanOneThatWasTakenIsLate() {
        Intake intake = order(LATENESS, FOR_EVER);
        intake.take(at(5, 5));
        intake.take(at(20, 20));

        assertThat(intake.take(at(4, 4))).isEqualTo(Verdict.LATE);
        assertThat(intake.take(at(5, 6))).as("not older, but another content").isEqualTo(Verdict.ACCEPTED);
        assertThat(intake.take(at(9, 9))).as("newer than what was taken").isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aLatenessOfZeroTakesEachStepAtOnceAndRejectsWhatIsOlder() {
        Intake intake = order(0, FOR_EVER);

        assertThat(intake.take(at(5, 5))).isEqualTo(Verdict.ACCEPTED);
        assertThat(intake.take(at(4, 4))).isEqualTo(Verdict.LATE);
        assertThat(intake.take(at(5, 5))).isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(at(5, 6))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void oneStepMoreThanMayWaitTakesTheOldest() {
        Intake intake = order(LATENESS, FOR_EVER);
        List.of(at(4, 4), at(3, 3), at(2, 2)).forEach(intake::take);
        assertThat(tags(intake)).as("three may wait").isEmpty();

        assertThat(intake.take(at(5, 5))).isEqualTo(Verdict.HELD);

        assertThat(tags(intake)).containsExactly(2f);
        assertThat(intake.take(at(1, 1))).isEqualTo(Verdict.LATE);
    }

    @Test
    void aRepetitionOfWhatIsForgottenIsLateAndNeverTakenAgain() {
        Intake intake = order(0, FOR_EVER);
        for (int i = 0; i < 4; i++) {
            intake.take(at(i, i));
        }
        assertThat(intake.take(at(0, 0))).as("three are remembered").isEqualTo(Verdict.LATE);
        assertThat(intake.take(at(1, 1))).isEqualTo(Verdict.DUPLICATE);

        for (int i = 0; i < 3; i++) {
            intake.take(at(9, i));
        }
        assertThat(intake.take(at(9, 0))).isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(at(9, 3))).isEqualTo(Verdict.ACCEPTED);
        assertThat(intake.take(at(9, 0)))
                .as("four of one time, of which one is forgotten")
                .isEqualTo(Verdict.LATE);
    }

    @Test
    void aSilentSequenceIsTakenWhenEventTimeHasPassedIt() {
        Intake intake = order(LATENESS, FOR_EVER);
        List.of(at(2, 2), at(1, 1)).forEach(intake::take);
        assertThat(intake.deadline()).isEqualTo(11_000);

        intake.watermark(11_999);
        assertThat(tags(intake)).containsExactly(1f);
        assertThat(intake.deadline()).isEqualTo(12_000);
        intake.watermark(12_000);

        assertThat(tags(intake)).containsExactly(1f, 2f);
        assertThat(intake.deadline()).isEqualTo(LifetimeRule.NEVER);
    }

    @Test
    void aSessionEndsTheLatenessAfterItsTimeSinceAStepMayComeUntilThen() {
        Intake intake = order(LATENESS, new LifetimeRule(30_000, LifetimeRule.NEVER));
        intake.take(at(1, 1));
        intake.watermark(40_999);
        assertThat(intake.deadline()).isEqualTo(41_000);

        intake.take(at(30, 30));
        intake.watermark(60_000);
        assertThat(intake.windows()).isEmpty();
        intake.watermark(70_000);

        assertThat(intake.windows()).containsExactly("0 1 |");
        assertThat(intake.completed()).containsExactly(70_000L);
        assertThat(intake.endings()).containsExactly("SESSION_GAP*");
    }

    @Test
    void aStepThatWaitsKeepsItsSequenceFromBeingForgottenAndBeginsItAnew() {
        Intake intake = order(LATENESS, new LifetimeRule(LifetimeRule.NEVER, 30_000));
        List.of(at(1, 1), at(40, 40)).forEach(intake::take);

        intake.advance(45_000);
        intake.train();

        assertThat(intake.endings()).containsExactly("TIME_TO_LIVE*");
        assertThat(intake.state().disposable()).as("a step waits").isFalse();
        intake.watermark(50_000);
        assertThat(intake.state().open).extracting(Step::step).containsExactly(0L);
        assertThat(intake.take(at(1, 1))).as("what was before is forgotten").isEqualTo(Verdict.LATE);
        intake.watermark(80_000);
        intake.train();
        assertThat(intake.state().disposable()).isTrue();
    }

    @Test
    void anEndedSequenceIsRememberedForADayWhereSequencesLiveForEver() {
        Intake intake = order(LATENESS, FOR_EVER);
        intake.take(end(1, 1));
        intake.watermark(11_000);
        intake.train();

        assertThat(intake.deadline()).isEqualTo(1_000 + Duration.ofDays(1).toMillis() + LATENESS);
        assertThat(intake.take(end(1, 1))).isEqualTo(Verdict.DUPLICATE);
        intake.advance(intake.deadline());
        assertThat(intake.state().disposable()).isTrue();
    }

    @Test
    void aWindowIsCompletedAtTheTimeWhenItsLastStepWasDueWhateverReleasedIt() {
        Intake bySteps = order(LATENESS, FOR_EVER);
        Intake byTimers = order(LATENESS, FOR_EVER);
        for (Intake intake : List.of(bySteps, byTimers)) {
            List.of(at(1, 1), at(2, 2), at(3, 3)).forEach(intake::take);
        }
        bySteps.take(at(400, 400));
        byTimers.watermark(13_000);

        assertThat(bySteps.completed()).isEqualTo(byTimers.completed()).containsExactly(13_000L);
    }

    /** Windows of three steps; three may wait, and three are remembered. */
    private static Intake order(long lateness, LifetimeRule lifetime) {
        return new Intake(3, TargetRule.GIVEN, new TimeRule(lateness, 3), lifetime);
    }

    private static List<Float> tags(Intake intake) {
        return intake.taken().stream().map(step -> step.features()[0]).toList();
    }

    private static Step at(double seconds, float tag) {
        return step(seconds, tag, false);
    }

    private static Step end(double seconds, float tag) {
        return step(seconds, tag, true);
    }

    private static Step step(double seconds, float tag, boolean end) {
        long time = Math.round(1000 * seconds);
        return new Step("s", Step.NONE, time, new float[] {tag}, Step.NONE, null, Step.NONE, 1f, end);
    }
}
