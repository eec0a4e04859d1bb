package io.backflow.lab.experiment.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import org.junit.jupiter.api.Test;

final class SequenceStreamTest {

    @Test
    void asManySequencesBeginWithOneWaitingStepAsWithAnyOtherNumber() {
        assertThat(first(16, 8)).isEqualTo(2 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8));
        assertThat(first(10, 8)).isEqualTo(36 + 1 + 2);
        assertThat(first(10, 2)).isEqualTo(5 * (1 + 2));
    }

    private static long first(int sequences, int every) {
        return SequenceStream.first(new Extent(sequences, 4, every, StateBackend.ROCKSDB, 0, 0, 0));
    }
}
