package io.backflow.jobs.sequence;

import static io.backflow.jobs.sequence.Intake.end;
import static io.backflow.jobs.sequence.Intake.label;
import static io.backflow.jobs.sequence.Intake.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps are a second apart, and wait ten seconds for their label. */
class LabelJoinTest {

    private static final LabelRule WAIT = new LabelRule(10_000, 20_000, 8);

    private final Intake intake = Intake.labelled(3, WAIT);

    @Test
    void aWindowIsCompleteWhenAllOfItsStepsHaveTheirLabels() {
        intake.take(0, 1, 2, 3);
        assertThat(intake.taken()).as("at once").hasSize(4);
        assertThat(intake.windows()).isEmpty();

        assertThat(intake.take(label(0, 3_000, 10))).isEqualTo(LabelVerdict.JOINED);
        assertThat(intake.take(label(2, 4_000, 12))).isEqualTo(LabelVerdict.JOINED);
        assertThat(intake.windows()).isEmpty();
        intake.take(label(1, 3_500, 11));

        assertThat(intake.windows()).containsExactly("0>10 1>11 2>12");
        assertThat(intake.completed()).as("when the last label became known").containsExactly(4_000L);
        assertThat(intake.settled()).extracting(Step::step).containsExactly(0L, 2L, 1L);
    }

    @Test
    void aLabelMayComeBeforeItsStep() {
        assertThat(intake.take(label(1, 9_000, 11))).isEqualTo(LabelVerdict.HELD);
        intake.take(0, 1, 2);
        intake.take(label(0, 3_000, 10));
        intake.take(label(2, 3_000, 12));

        assertThat(intake.windows()).containsExactly("0>10 1>11 2>12");
        assertThat(intake.completed())
                .as("as if the label had come in its time")
                .containsExactly(9_000L);
    }

    @Test
    void aStepWaitsUntilEventTimeHasPassedItsDeadline() {
        intake.take(0, 1, 2);
        intake.take(label(1, 5_000, 11));
        assertThat(intake.deadline()).isEqualTo(10_000);
        intake.watermark(9_999);
        assertThat(intake.take(label(0, 10_000, 10))).as("at the deadline").isEqualTo(LabelVerdict.JOINED);
        assertThat(intake.deadline()).isEqualTo(12_000);
        intake.watermark(12_000);

        assertThat(intake.windows()).as("the last is masked").containsExactly("0>10 1>11 2");
        assertThat(intake.completed()).containsExactly(12_000L);
        assertThat(intake.lost()).containsExactly("EXPIRED");
        assertThat(intake.take(label(2, 12_000, 12))).as("after it").isEqualTo(LabelVerdict.LATE);
        assertThat(intake.deadline()).isEqualTo(LifetimeRule.NEVER);
    }

    @Test
    void aLabelThatBecameKnownTooLateIsNotJoinedHoweverEarlyItComes() {
        intake.take(label(0, 10_001, 10));
        intake.take(0, 1, 2);

        assertThat(intake.take(label(1, 11_001, 11))).isEqualTo(LabelVerdict.LATE);
        intake.take(label(2, 12_000, 12));
        intake.watermark(20_000);
        assertThat(intake.windows()).containsExactly("0 1 2>12");
        assertThat(intake.lost()).containsExactly("LATE 0", "EXPIRED", "EXPIRED");
    }

    @Test
    void aLabelThatComesAgainIsDroppedAndOneThatSaysSomethingElseIsToo() {
        intake.take(0, 1);
        intake.take(label(0, 2_000, 10));

        assertThat(intake.take(label(0, 2_500, 10))).isEqualTo(LabelVerdict.REPEATED);
        assertThat(intake.take(label(0, 2_500, 11))).isEqualTo(LabelVerdict.CONTRADICTING);
        assertThat(intake.take(label(5, 5_000, 10))).isEqualTo(LabelVerdict.HELD);
        assertThat(intake.take(label(5, 5_000, 10))).isEqualTo(LabelVerdict.REPEATED);
        assertThat(intake.take(label(5, 5_000, 11))).isEqualTo(LabelVerdict.CONTRADICTING);
        assertThat(intake.settled().get(0).target()).containsExactly(10);
    }

    @Test
    void aLabelWithoutAStepIsDroppedWhenItHasWaited() {
        intake.take(label(7, 1_000, 17));
        assertThat(intake.deadline()).isEqualTo(21_000);
        intake.watermark(21_000);

        assertThat(intake.lost()).containsExactly("WITHOUT_STEP 7");
        assertThat(intake.state().disposable()).as("nothing else was there").isTrue();
    }

    @Test
    void whatIsBeyondTheBoundIsMaskedAndLabelsBeyondItAreDropped() {
        intake.run(0, 9, 0);
        assertThat(intake.lost()).containsExactly("OVERFLOW");
        assertThat(intake.take(label(0, 9_000, 10))).isEqualTo(LabelVerdict.LATE);
        intake.take(label(1, 9_000, 11));
        intake.take(label(2, 9_000, 12));
        assertThat(intake.windows()).containsExactly("0 1>11 2>12");

        for (int number = 20; number < 29; number++) {
            intake.take(label(number, 9_000 + number, 1));
        }
        assertThat(intake.lost()).containsExactly("OVERFLOW", "WITHOUT_STEP 20");
    }

    @Test
    void stepsOfAnEpisodeThatHasEndedWaitOn() {
        intake.take(0);
        intake.take(end(1));
        intake.run(0, 3, 3_000);
        intake.take(label(1, 5_000, 21));
        assertThat(intake.windows()).as("the newest step 1 is meant").isEmpty();
        intake.take(new StepLabel("s", 1, 1_000, 6_000, new float[] {11}, Step.NONE, Float.NaN));
        intake.take(new StepLabel("s", 0, 0, 6_000, new float[] {10}, Step.NONE, Float.NaN));

        assertThat(intake.windows()).containsExactly("0>10 1>11 |");
        intake.watermark(100_000);
        assertThat(intake.windows()).containsExactly("0>10 1>11 |", "0 1>21 2");
        assertThat(intake.endings()).containsExactly("END_OF_SEQUENCE*");
    }

    @Test
    void anEpisodeThatEndsAfterItsLastWindowWasCutEndsItsState() {
        intake.take(0, 1);
        intake.take(2);
        intake.end();

        assertThat(intake.windows()).containsExactly("0 1 2 |");
        assertThat(intake.completed()).as("when its last step's wait was over").containsExactly(12_000L);
        assertThat(intake.lost()).containsExactly("EXPIRED", "EXPIRED", "EXPIRED");
    }

    @Test
    void aSequenceWhoseLifeIsOverIsKeptWhileItsStepsWait() {
        Intake living = new Intake(listener -> LabelledOrder.of(
                new WindowRule(3, TargetRule.GIVEN),
                new ReorderRule(64, Intake.WEEK, GapPolicy.CARRY),
                new LifetimeRule(LifetimeRule.NEVER, 5_000),
                WAIT,
                listener));
        living.take(0, 1);
        living.watermark(6_500);
        assertThat(living.endings()).containsExactly("TIME_TO_LIVE*");
        assertThat(living.state().disposable()).isFalse();

        living.take(label(0, 7_000, 10));
        living.take(label(1, 7_000, 11));
        assertThat(living.windows()).containsExactly("0>10 1>11 |");
        living.train();
        assertThat(living.state().disposable()).isTrue();
        living.take(label(9, 7_000, 19));
        assertThat(living.state().disposable()).as("a label waits").isFalse();
    }

    @Test
    void aStepThatBringsItsTargetDoesNotWait() {
        Step own = new Step("s", 0, 0, new float[] {0}, Step.NONE, new float[] {5}, Step.NONE, 1f, false);
        intake.take(own);
        assertThat(intake.taken().get(0).hasTarget())
                .as("before it is forecast")
                .isFalse();
        assertThat(intake.settled()).hasSize(1);
        assertThat(intake.take(label(0, 1_000, 5))).isEqualTo(LabelVerdict.REPEATED);
        intake.take(1, 2);
        intake.take(label(1, 2_000, 6));
        intake.take(label(2, 2_000, 7));

        assertThat(intake.windows()).containsExactly("0>5 1>6 2>7");
    }

    @Test
    void whatStandsInForAMissingStepDoesNotWait() {
        Intake imputing = new Intake(listener -> LabelledOrder.of(
                new WindowRule(3, TargetRule.GIVEN),
                new ReorderRule(1, Intake.WEEK, GapPolicy.IMPUTE),
                Intake.FOR_EVER,
                WAIT,
                listener));
        imputing.take(0, 2, 3);
        imputing.take(label(0, 3_000, 10));
        imputing.take(label(2, 3_000, 12));

        assertThat(imputing.windows()).containsExactly("0>10 i1 2>12");
        assertThat(imputing.take(label(1, 3_000, 11))).as("its step may come").isEqualTo(LabelVerdict.HELD);
    }

    @Test
    void aLabelOfAStepThatWaitsForItsTurnIsNotThatOfAnOlderOneOfItsNumber() {
        intake.run(0, 3, 0);
        intake.take(step(0, 5_000));
        assertThat(intake.take(label(0, 6_000, 20)))
                .as("the next episode has not begun")
                .isEqualTo(LabelVerdict.HELD);
        intake.take(label(0, 4_000, 10));
        intake.take(label(1, 4_000, 11));
        intake.take(label(2, 4_000, 12));
        intake.end();

        assertThat(intake.windows()).containsExactly("0>10 1>11 2>12 |", "0>20 |");
    }

    @Test
    void aLabelWeighsItsStep() {
        intake.take(0, 1, 2);
        intake.take(new StepLabel("s", 0, StepLabel.UNKNOWN, 0, null, 2, 0.25f));

        assertThat(intake.settled())
                .extracting(Step::label, Step::weight)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 0.25f));
    }

    @Test
    void labelsMoveNoTimeAndKeepNoSequence() {
        intake.take(0);
        long before = intake.state().lastEventTime;
        intake.take(label(0, 9_000, 1));
        intake.take(label(1, 9_000, 1));

        assertThat(intake.state().lastEventTime).isEqualTo(before);
    }

    @Test
    void whereOrderIsByTimeALabelNamesTheTimeOfItsSteps() {
        Intake byTime = Intake.labelledByTime(2, WAIT);
        byTime.take(unnumbered(5_000));
        byTime.take(unnumbered(1_000));
        assertThat(byTime.take(ofTime(1_000, 6_000, 11))).isEqualTo(LabelVerdict.JOINED);
        assertThat(byTime.take(ofTime(5_000, 7_000, 15)))
                .as("its step waits for older ones")
                .isEqualTo(LabelVerdict.HELD);
        byTime.watermark(6_000);

        assertThat(byTime.windows()).containsExactly("0>11 1>15");
        assertThat(byTime.completed()).containsExactly(7_000L);
    }

    @Test
    void stepsOfOneTimeHaveOneLabel() {
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 0, 1), List.of(0, 2, 1))) {
            Intake byTime = Intake.labelledByTime(2, WAIT);
            for (int what : order) {
                switch (what) {
                    case 0 -> byTime.take(unnumbered(1_000));
                    case 1 -> byTime.take(new Step("s", Step.NONE, 1_000, new float[] {7}));
                    default -> byTime.take(ofTime(1_000, 1_500, 11));
                }
            }
            byTime.watermark(5_000);
            assertThat(byTime.windows()).containsExactly("0>11 1>11");
        }
    }

    private static Step unnumbered(long time) {
        return new Step("s", Step.NONE, time, new float[] {time});
    }

    private static StepLabel ofTime(long stepTime, long eventTime, float value) {
        return new StepLabel("s", Step.NONE, stepTime, eventTime, new float[] {value}, Step.NONE, Float.NaN);
    }
}
