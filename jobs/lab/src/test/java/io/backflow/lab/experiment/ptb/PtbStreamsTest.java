package io.backflow.lab.experiment.ptb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.sequence.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PtbStreamsTest {

    private static final int[] TEXT = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    @Test
    void stretchesOfTheTextStandSideBySideAndEachStepIsToSayTheNextToken() {
        PtbStreams streams = new PtbStreams(TEXT, 2, 2);
        List<Step> steps = new ArrayList<>();
        streams.send(1, steps::add);

        assertThat(streams.windows()).isEqualTo(2);
        assertThat(steps).hasSize((int) streams.steps());
        assertThat(steps).extracting(Step::sequenceId).startsWith("00", "01", "00", "01");
        assertThat(steps).extracting(Step::token).containsExactly(0, 5, 1, 6, 2, 7, 3, 8);
        assertThat(steps).extracting(Step::label).containsExactly(1, 6, 2, 7, 3, 8, 4, 9);
    }

    @Test
    void eachEpochIsAnEpisode() {
        List<Step> steps = new ArrayList<>();
        new PtbStreams(TEXT, 2, 2).send(2, steps::add);

        List<Step> first =
                steps.stream().filter(step -> step.sequenceId().equals("00")).toList();
        assertThat(first).extracting(Step::step).containsExactly(0L, 1L, 2L, 3L, 0L, 1L, 2L, 3L);
        assertThat(first)
                .extracting(Step::endOfSequence)
                .containsExactly(false, false, false, true, false, false, false, true);
        assertThat(first).extracting(Step::eventTime).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aTextWithoutAWindowIsRefused() {
        assertThatThrownBy(() -> new PtbStreams(TEXT, 5, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("11 tokens");
    }
}
