package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class StepSpacingTest {

    private static final int MINUTE = 60_000;

    private final FeatureRule rule = new FeatureRule(FeatureScale.NONE, 0, FeatureRule.Fill.NONE).seeingTimes();
    private final FeatureMemory memory = new FeatureMemory();

    @Test
    void ofTheFirstStepNothingIsKnownBeforeOrAfter() {
        assertThat(at(100 * MINUTE)).isEqualTo(new StepTime(100 * MINUTE, 0, 0));
        assertThat(at(130 * MINUTE).interval()).isEqualTo(30 * MINUTE);
    }

    /** A network that sees only times keeps no statistics: the next episode knows nothing of the one before. */
    @Test
    void theNextEpisodeBeginsAnew() {
        for (int t = 0; t < 5; t++) {
            at(t * MINUTE);
        }
        rule.endEpisode(memory);
        assertThat(rule.keepsStatistics()).isFalse();
        assertThat(at(100 * MINUTE)).isEqualTo(new StepTime(100 * MINUTE, 0, 0));
        assertThat(at(107 * MINUTE).interval()).isEqualTo(7 * MINUTE);
    }

    @Test
    void onePauseDoesNotMoveWhenLaterStepsAreExpected() {
        long now = 0;
        for (int t = 0; t < 10; t++) {
            at(now += 30 * MINUTE);
        }
        StepTime after = at(now += 10_000 * MINUTE);
        assertThat(after.interval()).isEqualTo(30 * MINUTE);
        assertThat(at(now + 30 * MINUTE).interval()).isEqualTo(30 * MINUTE);
    }

    @Test
    void theTimeSinceTheStepBeforeIsSeenAgainstWhatIsUsual() {
        long now = 0;
        for (int t = 0; t < 101; t++) {
            assertThat(at(now += 1000).elapsed()).as("regular steps").isCloseTo(0f, within(1e-5f));
        }
        double mean = (100 * Math.log1p(1000) + Math.log1p(8000)) / 101;
        assertThat(at(now += 8000).elapsed()).isCloseTo((float) (Math.log1p(8000) - mean), within(1e-4f));
        assertThat(at(now).elapsed()).as("no time at all").isLessThan(-6f);
        assertThat(at(now - 500).elapsed()).as("a clock that went back").isLessThan(-6f);
    }

    @Test
    void stepsThatStandInAreWhereTheStepsWouldBe() {
        at(0);
        at(10);
        assertThat(standIn(2, 10)).isEqualTo(new StepTime(20, 0f, 10));
        assertThat(standIn(3, 10).at()).isEqualTo(30);
        StepTime next = at(40);
        assertThat(next.interval()).isEqualTo(10);
        assertThat(next.elapsed()).as("as after the step that it stands in for").isCloseTo(0f, within(1e-6f));
    }

    private StepTime at(long eventTime) {
        return time(new Step("s", 0, eventTime, new float[] {1f}));
    }

    private StepTime standIn(long number, long last) {
        return time(new Step("s", 0, last, new float[] {1f}).imputed(number));
    }

    private StepTime time(Step step) {
        StepContext context = Objects.requireNonNull(rule.complete(memory, step).context());
        assertThat(context.scale()).isNull();
        assertThat(context.age()).isNull();
        return Objects.requireNonNull(context.time());
    }
}
