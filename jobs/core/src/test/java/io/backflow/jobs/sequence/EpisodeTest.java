package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.FOR_EVER;
import static io.backflow.jobs.sequence.Intake.WEEK;
import static io.backflow.jobs.sequence.Intake.end;
import static io.backflow.jobs.sequence.Intake.step;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpisodeTest {

    private static final long NEVER = LifetimeRule.NEVER;

    private final Intake intake = Intake.every(3, GapPolicy.RESET);

    @Test
    void aCounterThatStartsAgainWhileTimeGoesOnBeginsAnEpisode() {
        intake.run(0, 5, 0);
        intake.run(0, 4, 5_000);

        assertThat(intake.windows()).as("of at most three steps that wait").containsExactly("0 1 2", "3 4 |", "0 1 2");
        assertThat(intake.endings()).containsExactly("RESTART*");
    }

    @Test
    void anEpisodeThatIsGivenUpForALaterOneIsCompleteWhenThatComes() {
        intake.take(step(0, 1_000));
        intake.take(step(0, 2_000));
        intake.take(step(0, 3_000));

        assertThat(intake.windows()).containsExactly("0 |");
        assertThat(intake.completed()).as("not when the second came").containsExactly(3_000L);
    }

    @Test
    void aRebootedDeviceLosesNoStepWithTheUsualReorderRule() {
        Intake usual = new Intake(3, TargetRule.GIVEN, new ReorderRule(64, 600_000, GapPolicy.RESET), FOR_EVER);
        usual.run(0, 600, 0);
        usual.run(0, 800, 600_000);
        usual.end();

        assertThat(usual.state().ready.stream().mapToInt(w -> w.steps().size()).sum())
                .isEqualTo(1400);
        assertThat(usual.gaps()).isZero();
    }

    @Test
    void aRepetitionWithTheSameOrAnOlderTimeBeginsNoEpisodeHoweverLateItComes() {
        intake.run(0, 5, 0);
        assertThat(intake.take(step(2, 2_000))).isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(step(2, 1_500))).isEqualTo(Verdict.DUPLICATE);
        intake.run(0, 4, 1_000_000);

        assertThat(intake.take(step(2, 2_000))).as("of the former episode").isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(step(2, 1_002_000))).as("of this one").isEqualTo(Verdict.DUPLICATE);
        intake.run(0, 4, 2_000_000);
        assertThat(intake.take(step(2, 2_000)))
                .as("of one of which nothing is known any more")
                .isEqualTo(Verdict.AFTER_END);
        assertThat(intake.windows()).hasSize(2 + 2 + 1);
    }

    @Test
    void theFirstStepsOfAnEpisodeMayHaveOneEventTime() {
        intake.run(0, 1, 0);
        intake.take(step(0, 1_000));
        intake.take(step(1, 1_000));
        intake.run(2, 4, 1_001);

        assertThat(intake.windows()).containsExactly("0 |", "0 1 2");
    }

    @Test
    void aStepFromBeforeTheFirstEpisodeIsNoRepetition() {
        intake.run(0, 5, 1_000_000);

        assertThat(intake.take(step(2, 12)))
                .as("a device restarted with its clock set back")
                .isEqualTo(Verdict.AFTER_END);
        assertThat(intake.take(step(2, 1_001_000)))
                .as("an older time within the episode")
                .isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void theLastStepsOfAnEpisodeMayComeAfterTheFirstOfTheNext() {
        intake.run(0, 4, 0);
        assertThat(intake.take(step(0, 5_000))).isEqualTo(Verdict.HELD);
        assertThat(intake.take(step(4, 4_000))).isEqualTo(Verdict.ACCEPTED);
        intake.run(1, 4, 6_000);

        assertThat(intake.windows()).containsExactly("0 1 2", "3 4 |", "0 1 2");
    }

    @Test
    void whatComesOfAnEpisodeAfterTheNextHasBegunIsLate() {
        intake.run(0, 4, 0);
        intake.run(0, 4, 5_000);

        assertThat(intake.take(step(4, 4_000))).isEqualTo(Verdict.AFTER_END);
        assertThat(intake.take(step(4, 9_000))).as("its namesake").isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aStepThatWasGivenUpInTheFormerEpisodeIsNoDuplicate() {
        intake.run(0, 2, 0);
        intake.run(3, 7, 3_000);
        intake.run(0, 4, 10_000);

        assertThat(intake.take(step(2, 2_000))).isEqualTo(Verdict.AFTER_END);
        assertThat(intake.take(step(3, 3_000))).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void stepsThatWaitWhenTheCounterStartsAgainBelongToTheFormerEpisode() {
        intake.run(0, 2, 0);
        intake.take(step(3, 3_000));
        intake.run(0, 3, 10_000);
        assertThat(intake.windows()).as("step 2 was given up first").containsExactly("0 1 |");

        intake.run(3, 6, 13_000);

        assertThat(intake.windows()).containsExactly("0 1 |", "3 |", "0 1 2", "3 4 5");
        assertThat(intake.endings()).containsExactly("GAP*", "RESTART*");
    }

    @Test
    void aNewerStepWithTheNumberOfOneThatWaitsIsOfTheNextEpisode() {
        intake.run(0, 2, 0);
        intake.take(step(3, 3_000));

        assertThat(intake.take(step(3, 3_000))).as("sent again").isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(step(3, 13_000))).isEqualTo(Verdict.HELD);
    }

    @Test
    void anEarlyStepOfTheNextEpisodeIsFoundOutWhenItsFirstStepComes() {
        intake.run(0, 2, 0);
        intake.take(step(3, 13_000));
        intake.take(step(0, 10_000));
        intake.take(step(1, 11_000));
        intake.take(step(2, 12_000));

        assertThat(intake.windows()).containsExactly("0 1 |", "0 1 2");
        assertThat(intake.gaps()).isZero();
    }

    @Test
    void anEpisodeWhoseFirstStepsAreLostBeginsAllTheSame() {
        intake.run(0, 5, 0);
        intake.run(2, 6, 10_000);

        assertThat(intake.windows()).containsExactly("0 1 2", "3 4 |", "2 3 4");
        assertThat(intake.gaps()).isZero();
    }

    @Test
    void nothingIsImputedBetweenEpisodes() {
        Intake imputing = Intake.every(3, GapPolicy.IMPUTE);
        imputing.run(0, 5, 0);
        imputing.run(2, 6, 10_000);
        imputing.take(end(7, 15_000));
        imputing.run(1, 5, 21_000);
        imputing.end();

        assertThat(imputing.windows()).containsExactly("0 1 2", "3 4 |", "2 3 4", "5 i6 7 |", "1 2 3", "4 |");
    }

    @Test
    void carryingCarriesNothingIntoAnotherEpisode() {
        Intake carrying = Intake.every(3, GapPolicy.CARRY);
        carrying.run(0, 5, 0);
        carrying.run(0, 4, 10_000);

        assertThat(carrying.windows()).containsExactly("0 1 2", "3 4 |", "0 1 2");
    }

    @Test
    void twoRestartsInARowAreTwo() {
        Intake patient = new Intake(3, TargetRule.GIVEN, new ReorderRule(64, WEEK, GapPolicy.RESET), FOR_EVER);
        patient.run(0, 5, 0);
        patient.run(0, 2, 10_000);
        patient.run(0, 2, 20_000);
        patient.end();

        assertThat(patient.windows()).containsExactly("0 1 2", "3 4 |", "0 1 |", "0 1 |");
    }

    @Test
    void theNextEpisodeWaitsNoLongerThanAnEarlyStep() {
        Intake timed = new Intake(3, TargetRule.GIVEN, new ReorderRule(64, 10_000, GapPolicy.RESET), FOR_EVER);
        timed.run(0, 5, 0);
        timed.take(step(0, 5_000));
        assertThat(timed.deadline()).isEqualTo(15_000);

        timed.advance(15_000);

        assertThat(timed.windows()).containsExactly("0 1 2", "3 4 |");
        assertThat(timed.take(step(1, 6_000))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void afterAnEndTheNextEpisodeBeginsAtOnce() {
        intake.run(0, 2, 0);
        intake.take(end(2, 2_000));

        assertThat(intake.take(step(0, 3_000))).isEqualTo(Verdict.ACCEPTED);
        assertThat(intake.take(step(2, 2_000))).as("the end again").isEqualTo(Verdict.DUPLICATE);
        assertThat(intake.take(step(5, 1_500))).as("of the ended episode").isEqualTo(Verdict.AFTER_END);
        intake.run(1, 3, 4_000);
        assertThat(intake.windows()).containsExactly("0 1 2 |", "0 1 2");
    }

    @Test
    void aNumberBeyondTheEndBelongsToTheNextEpisode() {
        intake.take(0, 3, 4);
        intake.take(end(2));
        intake.take(1);
        assertThat(intake.windows()).containsExactly("0 1 2 |");

        intake.end();

        assertThat(intake.windows()).containsExactly("0 1 2 |", "3 4 |");
    }

    @Test
    void anIdIsUsedAgainAfterItsTimeToLiveWhetherATimerNoticedOrNot() {
        for (boolean timer : new boolean[] {false, true}) {
            for (boolean trained : new boolean[] {false, true}) {
                Intake living = living(NEVER, 60_000);
                living.run(0, 4, 0);
                if (timer) {
                    living.watermark(100_000);
                }
                if (trained && timer) {
                    living.train();
                    living.train();
                    assertThat(living.state().disposable()).isTrue();
                }
                assertThat(living.take(step(0, 100_000))).isEqualTo(Verdict.ACCEPTED);
                assertThat(living.state().disposable()).isFalse();
                living.run(1, 3, 101_000);
                assertThat(living.windows()).endsWith("0 1 2");
                assertThat(living.endings()).containsExactly("TIME_TO_LIVE*");
            }
        }
    }

    @Test
    void anIdThatEndedIsUsedAgainAfterADay() {
        for (boolean timer : new boolean[] {false, true}) {
            Intake living = living(NEVER, NEVER);
            living.take(end(0, 0));
            if (timer) {
                living.watermark(LifetimeRule.REMEMBER_ENDED);
            }
            living.run(0, 3, LifetimeRule.REMEMBER_ENDED + 1);

            assertThat(living.windows()).containsExactly("0 |", "0 1 2");
        }
    }

    @Test
    void afterASessionTheCounterMayGoOnOrStartAgain() {
        Intake goesOn = living(10_000, NEVER);
        goesOn.run(0, 2, 0);
        goesOn.run(2, 5, 50_000);
        Intake again = living(10_000, NEVER);
        again.run(0, 2, 0);
        again.watermark(49_999);
        again.run(0, 3, 50_000);
        assertThat(again.windows()).containsExactly("0 1 |");
        assertThat(again.deadline())
                .as("event time has come as far as the next episode")
                .isEqualTo(50_000);
        again.watermark(51_999);

        assertThat(goesOn.windows()).containsExactly("0 1 |", "2 3 4");
        assertThat(again.windows()).containsExactly("0 1 |", "0 1 2");
        assertThat(goesOn.endings()).isEqualTo(again.endings()).containsExactly("SESSION_GAP*");
    }

    @Test
    void aStepBeforeTheRestartMayStillComeThoughTheSessionIsOver() {
        Intake living = living(10_000, NEVER);
        living.run(0, 2, 0);
        living.watermark(15_000);
        living.take(step(0, 50_000));
        assertThat(living.take(step(2, 20_000))).isEqualTo(Verdict.ACCEPTED);
        living.run(1, 4, 51_000);

        assertThat(living.windows()).containsExactly("0 1 |", "2 |", "0 1 2");
    }

    private static Intake living(long sessionGap, long timeToLive) {
        ReorderRule reorder = new ReorderRule(3, WEEK, GapPolicy.RESET);
        return new Intake(3, TargetRule.GIVEN, reorder, new LifetimeRule(sessionGap, timeToLive));
    }
}
