package io.backflow.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.evaluate.EvaluationRule.Settings;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    /** Features are single precision. */
    private static final double FLOAT = 1e-5;

    private static final int STEPS = 400;
    private static final int HELD_OUT_FROM = 300;
    private static final Settings SETTINGS = new Settings(2, 0, 50, 8);

    @Test
    void ofALineTheLinearForecastIsRightAndPersistenceErrsByItsSlope() {
        Evaluated result = evaluated(1, SETTINGS, t -> 3 * t);

        assertThat(method(result, "linear").mse()).isCloseTo(0, offset(FLOAT));
        assertThat(method(result, "persistence").mse()).isCloseTo(9, offset(FLOAT));
        assertThat(method(result, "persistence").mae()).isCloseTo(3, offset(FLOAT));
    }

    @Test
    void severalStepsAheadTheSlopeCountsAsOften() {
        Evaluated result = evaluated(4, SETTINGS, t -> 3 * t);

        assertThat(result.stepsAhead()).isEqualTo(4);
        assertThat(method(result, "linear").mse()).isCloseTo(0, offset(FLOAT));
        assertThat(method(result, "persistence").mse()).isCloseTo(144, offset(FLOAT));
    }

    @Test
    void ofASineThePeriodIsFoundAndTheAutoregressionIsExact() {
        double w = 2 * Math.PI / 12;
        Evaluated result = evaluated(1, SETTINGS, t -> Math.sin(w * t));

        assertThat(method(result, "seasonal (12)").mse()).isCloseTo(0, offset(FLOAT));
        // x(t+1) = 2 cos(w) x(t) - x(t-1)
        assertThat(method(result, "autoregression (2)").mse()).isCloseTo(0, offset(FLOAT));
        // the mean of (sin(w(t+1)) - sin(wt))^2 over whole periods is 1 - cos(w); 91 forecasts are not whole periods
        assertThat(method(result, "persistence").mse()).isCloseTo(1 - Math.cos(w), offset(0.01));
    }

    @Test
    void aPeriodThatIsGivenIsTaken() {
        Evaluated result = evaluated(15, new Settings(2, 12, 50, 8), t -> t % 12 == 0 ? 1 : 0);

        assertThat(method(result, "seasonal (12)").mse()).isCloseTo(0, offset(FLOAT));
    }

    @Test
    void whereNothingComesAgainThereIsNoSeasonalForecast() {
        Evaluation evaluation = new Evaluation(rule(1, SETTINGS));
        pass(t -> 3 * t, (step, judged) -> evaluation.learn(step, false, judged));

        assertThat(evaluation.fit(null)).containsExactly("seasonal (0)");
    }

    @Test
    void noPeriodIsFoundInANoiseThatWanders() {
        Random random = new Random(7);
        double[] walk = new double[STEPS];
        for (int t = 1; t < STEPS; t++) {
            walk[t] = 0.95 * walk[t - 1] + random.nextGaussian();
        }
        Evaluation evaluation = new Evaluation(rule(1, SETTINGS));
        pass(t -> walk[t], (step, judged) -> evaluation.learn(step, false, judged));

        assertThat(evaluation.fit(null)).containsExactly("seasonal (0)");
    }

    @Test
    void nothingIsLearntFromWhatIsHeldOut() {
        // an order-1 process of coefficient 0.5 that turns into one of -0.9 where the part to judge by begins
        double[] x = new double[STEPS];
        Random random = new Random(1);
        for (int t = 1; t < STEPS; t++) {
            x[t] = (t < HELD_OUT_FROM ? 0.5 : -0.9) * x[t - 1] + random.nextGaussian();
        }
        Evaluated honest = evaluated(1, new Settings(1, 12, 50, 8), t -> x[t]);

        // with 0.5 in place of -0.9 the error is 1 + 1.4^2 / (1 - 0.81)
        assertThat(method(honest, "autoregression (1)").mse()).isGreaterThan(5);
    }

    @Test
    void aHeldOutStepIsNoInputToLearnFromEither() {
        double[] x = new double[STEPS];
        Random random = new Random(1);
        for (int t = 5; t < STEPS; t++) {
            x[t] = 0.9 * x[t - 1] + random.nextGaussian();
        }
        Evaluation evaluation = new Evaluation(rule(1, new Settings(1, 12, 50, 8)));
        IntToDoubleFunction series = t -> t < 5 ? 1e6 : x[t];
        pass(series, (step, judged) -> evaluation.learn(step, false, judged || step.step() < 5));
        evaluation.fit(null);
        pass(series, (step, judged) -> evaluation.judge(step, false, judged || step.step() < 5, null));

        // with the step from a million to nothing the coefficient is 0, and the error is 1 / (1 - 0.81)
        assertThat(method(evaluation.results().get(0), "autoregression (1)").mse())
                .isLessThan(2);
    }

    @Test
    void onlyForecastsOfHeldOutStepsCountThatWereMadeFromHeldOutSteps() {
        Evaluated result = evaluated(1, SETTINGS, t -> t);

        assertThat(result.forecasts()).isEqualTo(STEPS - HELD_OUT_FROM - 1);
    }

    @Test
    void whatIsNotKnownIsNoTruthAndTheLastKnownValueStandsInForIt() {
        Evaluated result = evaluated(1, SETTINGS, t -> t == 350 ? Double.NaN : t);

        assertThat(result.forecasts()).isEqualTo(STEPS - HELD_OUT_FROM - 2);
        // once the truth is two steps away from the last known value; linear then continues a standstill
        assertThat(method(result, "persistence").mse()).isCloseTo((97 + 4) / 98.0, offset(FLOAT));
    }

    @Test
    void aModelIsComparedOnTheSameTruths() {
        Evaluation evaluation = new Evaluation(rule(2, SETTINGS));
        pass(t -> t, (step, judged) -> evaluation.learn(step, false, judged));
        evaluation.fit("network");
        pass(t -> t, (step, judged) -> evaluation.judge(step, false, judged, said(step)));

        Evaluated result = evaluation.results().get(0);

        assertThat(result.methods()).first().extracting(Evaluated.Method::name).isEqualTo("network");
        // it says nothing after every tenth step; elsewhere it is wrong by a quarter
        assertThat(result.forecasts()).isEqualTo(88);
        assertThat(method(result, "network").mse()).isCloseTo(0.0625, offset(FLOAT));
        assertThat(method(result, "persistence").mse()).isCloseTo(4, offset(FLOAT));
    }

    private static float @Nullable [] said(Step step) {
        return step.step() % 10 == 0 ? null : new float[] {step.features()[0] + 2.25f};
    }

    @Test
    void unitsAreTheDeviationsOfWhatIsLearntFromWhereNoneAreGiven() {
        EvaluationRule rule = new EvaluationRule(new TargetRule(1, new int[] {0}), 1, null, SETTINGS);
        Evaluation evaluation = new Evaluation(rule);
        IntToDoubleFunction swing = t -> (t % 2 == 0 ? 10 : 6) * (t < HELD_OUT_FROM ? 1 : 2);
        pass(swing, (step, judged) -> evaluation.learn(step, false, judged));
        evaluation.fit(null);
        pass(swing, (step, judged) -> evaluation.judge(step, false, judged, null));

        Evaluated result = evaluation.results().get(0);

        assertThat(result.deviation()).containsExactly(2);
        assertThat(method(result, "persistence").mse()).isCloseTo(16, offset(FLOAT));
    }

    @Test
    void targetsThatComeWithTheStepAreForecastFromTheTargetsBefore() {
        EvaluationRule rule = new EvaluationRule(TargetRule.GIVEN, 1, new double[] {1}, SETTINGS);
        Evaluation evaluation = new Evaluation(rule);
        pass(t -> 3 * t, (step, judged) -> evaluation.learn(withTarget(step), false, judged));
        evaluation.fit("network");
        pass(
                t -> 3 * t,
                (step, judged) -> evaluation.judge(withTarget(step), false, judged, new float[] {step.features()[0]}));

        Evaluated result = evaluation.results().get(0);

        assertThat(result.stepsAhead()).isZero();
        assertThat(method(result, "network").mse()).isZero();
        assertThat(method(result, "persistence").mse()).isCloseTo(9, offset(FLOAT));
    }

    private static Step withTarget(Step step) {
        return new Step(
                step.sequenceId(), step.step(), step.eventTime(), step.features(), -1, step.features(), -1, 1f, false);
    }

    @Test
    void anAutoregressionNeedsTheStepsThatItReachesBackTo() {
        assertThatThrownBy(() -> new Settings(12, 0, 50, 8))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is 8")
                .hasMessageContaining("step 11");
    }

    private interface Pass {
        void take(Step step, boolean judged);
    }

    private static EvaluationRule rule(int ahead, Settings settings) {
        return new EvaluationRule(new TargetRule(ahead, new int[] {0}), 1, new double[] {1}, settings);
    }

    private static Evaluated evaluated(int ahead, Settings settings, IntToDoubleFunction series) {
        Evaluation evaluation = new Evaluation(rule(ahead, settings));
        pass(series, (step, judged) -> evaluation.learn(step, false, judged));
        evaluation.fit(null);
        pass(series, (step, judged) -> evaluation.judge(step, false, judged, null));
        return evaluation.results().get(0);
    }

    private static void pass(IntToDoubleFunction series, Pass pass) {
        for (int t = 0; t < STEPS; t++) {
            pass.take(new Step("a", t, t, new float[] {(float) series.applyAsDouble(t)}), t >= HELD_OUT_FROM);
        }
    }

    private static Evaluated.Method method(Evaluated result, String name) {
        List<Evaluated.Method> found = result.methods().stream()
                .filter(method -> method.name().equals(name))
                .toList();
        assertThat(found).as(name + " of " + result.methods()).hasSize(1);
        return found.get(0);
    }
}
