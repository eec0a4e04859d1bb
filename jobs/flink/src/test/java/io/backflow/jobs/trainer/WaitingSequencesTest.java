package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WaitingSequencesTest {

    private final Marks marks = new Marks();

    @Test
    void aMarkThatWasRestoredIsTakenAwayOnceNothingWaits() {
        marks.kept.add("a");
        marks.waiting.resume(List.of("a"));
        marks.key = "a";

        marks.waiting.note("a", true);
        assertThat(marks.writes).as("it stands there already").isZero();
        marks.waiting.note("a", false);

        assertThat(marks.kept).isEmpty();
    }
}
