package io.backflow.lab.experiment.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.PowerLaw.Point;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SequencesGrowthTest {

    @Test
    void itIsOfWhatTheRowsDifferIn() {
        SequencesGrowth growth = SequencesGrowth.of(List.of(row(10, 32, 8, 1000), row(10, 64, 8, 500)));

        assertThat(growth.with()).isEqualTo("units");
        assertThat(growth.law().exponent()).isCloseTo(-1, within(1e-9));
        assertThat(growth.points()).containsExactly(new Point(32, 1000), new Point(64, 500));
        assertThat(SequencesGrowth.of(List.of(row(10, 32, 8, 1), row(100, 32, 8, 1)))
                        .with())
                .isEqualTo("sequences");
        assertThat(SequencesGrowth.of(List.of(row(10, 32, 8, 1), row(10, 32, 16, 1)))
                        .with())
                .isEqualTo("every");
    }

    @Test
    void ofOneKindOfRowThereIsNone() {
        assertThat(SequencesGrowth.of(List.of(row(10, 32, 8, 1000)))).isNull();
        assertThat(SequencesGrowth.of(List.of(row(10, 32, 8, 1000), row(10, 32, 8, 900))))
                .isNull();
    }

    private static SequencesRow row(int sequences, int units, int every, double stepsPerS) {
        Extent extent = new Extent(sequences, units, every, StateBackend.ROCKSDB, 0, 0, 0);
        return SequencesRow.of(extent, new Training(stepsPerS, Map.of(), 1, 0, 0), 1, 1);
    }
}
