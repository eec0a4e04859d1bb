package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.junit.jupiter.api.Test;

final class SequenceSettingsTest {

    private final Written written = new Written();
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

    /** The state in memory. */
    private static final class Written implements ListState<String> {

        private final List<String> values = new ArrayList<>();

        @Override
        public Iterable<String> get() {
            return List.copyOf(values);
        }

        @Override
        public void add(String value) {
            values.add(value);
        }

        @Override
        public void update(List<String> all) {
            values.clear();
            values.addAll(all);
        }

        @Override
        public void addAll(List<String> more) {
            values.addAll(more);
        }

        @Override
        public void clear() {
            values.clear();
        }
    }
}
