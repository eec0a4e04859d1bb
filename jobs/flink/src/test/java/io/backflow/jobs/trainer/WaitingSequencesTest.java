package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WaitingSequencesTest {

    private final Marks marks = new Marks();

    @Test
    void underTheSettingsOfBeforeOnlyMarkedSequencesAreRead() throws Exception {
        marks.waiting.snapshot("these");

        assertThat(marks.waiting.resume(List.of("a"), "these")).isTrue();
    }

    @Test
    void underOtherSettingsAllAreRead() throws Exception {
        marks.settings.addAll(List.of("these", "those"));

        assertThat(marks.waiting.resume(List.of("a"), "these")).isFalse();
    }

    @Test
    void afterABuildThatMarkedNoneAllAreRead() throws Exception {
        assertThat(marks.waiting.resume(List.of(), "these")).isFalse();
    }

    @Test
    void aMarkThatWasRestoredIsTakenAwayOnceNothingWaits() throws Exception {
        marks.kept.add("a");
        marks.waiting.resume(List.of("a"), "these");
        marks.key = "a";

        marks.waiting.note("a", true);
        assertThat(marks.writes).as("it stands there already").isZero();
        marks.waiting.note("a", false);

        assertThat(marks.kept).isEmpty();
    }
}
