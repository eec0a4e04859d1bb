package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SequenceSettingsTest {

    private final MemoryListState<String> written = new MemoryListState<>();
    private final SequenceSettings settings = new SequenceSettings(written, "these");

    @Test
    void theyAreThoseThatWereWrittenDown() throws Exception {
        settings.snapshot();

        assertThat(settings.unchanged()).isTrue();
        assertThat(new SequenceSettings(written, "those").unchanged()).isFalse();
    }

    @Test
    void othersOfOneWorkerAreEnoughToReadAll() throws Exception {
        written.addAll(List.of("these", "those"));

        assertThat(settings.unchanged()).isFalse();
    }

    @Test
    void afterABuildThatWroteNoneDownAllAreRead() throws Exception {
        assertThat(settings.unchanged()).isFalse();
    }
}
