package io.backflow.jobs.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionRecordsTest {

    private final List<WindowPredictions> written = new ArrayList<>();
    private final PredictionRecords windows = new PredictionRecords(true, written::add);

    @Test
    void thePredictionsOfAWindowAreOneRecordOnceItsMinibatchIsTrained() {
        add("a", 1, 3);
        add("a", 2, 3);
        assertThat(written).isEmpty();
        windows.end();
        add("a", 3, 4);
        windows.end();
        windows.end();

        assertThat(steps()).containsExactly(List.of(1L, 2L), List.of(3L));
    }

    @Test
    void aRecordIsOfOneSequenceAndOneVersion() {
        add("a", 1, 3);
        add("b", 2, 3);
        add("b", 3, 3);
        add("b", 4, 5);
        windows.end();

        assertThat(steps()).containsExactly(List.of(1L), List.of(2L, 3L), List.of(4L));
    }

    @Test
    void aRecordFitsIntoAMebibyteWhateverAWindowContains() {
        for (int i = 0; i < 20; i++) {
            windows.add(
                    new PrequentialPrediction("a", i, i, 3, new float[10_000], new int[10_000], null, null, 1, 1, 1));
        }
        windows.end();

        assertThat(written).hasSize(4).allMatch(record -> record.steps().length <= 6);
        assertThat(steps().stream().flatMap(List::stream)).hasSize(20).isSorted();
    }

    @Test
    void elseEachPredictionIsARecordAtOnce() {
        PredictionRecords each = new PredictionRecords(false, written::add);
        each.add(prediction("a", 1, 3));
        each.add(prediction("a", 2, 3));

        assertThat(steps()).containsExactly(List.of(1L), List.of(2L));
    }

    private void add(String id, long step, long version) {
        windows.add(prediction(id, step, version));
    }

    private static PrequentialPrediction prediction(String id, long step, long version) {
        return new PrequentialPrediction(id, step, step, version, new float[] {1}, null, null, null, 1, 1, 1);
    }

    private List<List<Long>> steps() {
        return written.stream()
                .map(record -> Arrays.stream(record.steps())
                        .map(PrequentialPrediction::step)
                        .toList())
                .toList();
    }
}
