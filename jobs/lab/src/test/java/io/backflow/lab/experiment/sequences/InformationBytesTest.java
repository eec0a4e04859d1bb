package io.backflow.lab.experiment.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import org.junit.jupiter.api.Test;

final class InformationBytesTest {

    @Test
    void itIsTheSumOfWhatItsFormulaNames() {
        // s-0 to s-9: 3 characters; 32 units of 4; version 8; position 16; 4.5 steps of 8 and 16 features of 4
        assertThat(bytes(10, 8)).isEqualTo(3 + 128 + 8 + 16 + 4.5 * 72);
    }

    @Test
    void longerWindowsKeepMoreStepsWaiting() {
        double of8 = bytes(10, 8);
        assertThat(bytes(10, 32)).isEqualTo(of8 + 12 * 72);
    }

    @Test
    void longerIdsAreMore() {
        double ten = bytes(10, 8);
        assertThat(bytes(20, 8)).isEqualTo(ten + 0.5);
    }

    private static double bytes(int sequences, int every) {
        return InformationBytes.of(new Extent(sequences, 32, every, StateBackend.ROCKSDB, 0, 0, 0));
    }
}
