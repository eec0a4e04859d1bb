package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeneratedStreamTest {

    private final List<Step> steps = steps();

    @Test
    void episodesAreWholeAndEventTimeGoesOn() {
        Map<String, Step> newest = new LinkedHashMap<>();
        for (Step step : steps) {
            Step before = newest.put(step.sequenceId(), step);
            if (before == null || before.endOfSequence()) {
                assertThat(step.step()).isZero();
            } else {
                assertThat(step.step()).isIn(0L, before.step() + 1);
            }
            assertThat(before == null || before.eventTime() < step.eventTime()).isTrue();
        }
        assertThat(newest).hasSizeGreaterThan(3).allSatisfy((id, last) -> assertThat(last.endOfSequence())
                .as("the last step of sequence %s ends it", id)
                .isTrue());
    }

    @Test
    void someSequencesStartAgainWithAndWithoutAnEnd() {
        Map<String, Step> newest = new LinkedHashMap<>();
        List<Boolean> ends = new ArrayList<>();
        for (Step step : steps) {
            Step before = newest.put(step.sequenceId(), step);
            if (before != null && step.step() == 0) {
                ends.add(before.endOfSequence());
            }
        }
        assertThat(ends).contains(true, false);
    }

    /** 64 steps are held back of an episode that follows one without an end, for ten minutes of event time. */
    @Test
    void anEpisodeIsLongEnoughForItsBeginningNotToWaitForEver() {
        Map<String, Long> last = new LinkedHashMap<>();
        List<Long> lengths = new ArrayList<>();
        for (Step step : steps) {
            Long before = last.put(step.sequenceId(), step.step());
            if (before != null && step.step() == 0) {
                lengths.add(before + 1);
            }
        }
        last.values().forEach(number -> lengths.add(number + 1));

        assertThat(lengths).hasSizeGreaterThan(300).allMatch(length -> length > 64);
    }

    private static List<Step> steps() {
        GeneratedStream stream = new GeneratedStream(25, 1);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            steps.addAll(stream.next());
        }
        steps.addAll(stream.end());
        assertThat(stream.sent().steps()).isEqualTo(steps.size());
        return steps;
    }
}
