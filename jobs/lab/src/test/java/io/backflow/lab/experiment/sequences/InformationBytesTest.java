package io.backflow.lab.experiment.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import org.junit.jupiter.api.Test;

final class InformationBytesTest {

    @Test
    void itIsTheSumOfWhatItsFormulaNames() {
        // s-0 to s-9: 3 characters; 32 units of 4; version 8; position 16; 4.5 steps of 8 and 16 features of 4
        assertThat(InformationBytes.of(new Extent(10, 32, 8, 0, 0, 0))).isEqualTo(3 + 128 + 8 + 16 + 4.5 * 72);
    }

    @Test
    void longerWindowsKeepMoreStepsWaiting() {
        double of8 = InformationBytes.of(new Extent(10, 32, 8, 0, 0, 0));
        assertThat(InformationBytes.of(new Extent(10, 32, 32, 0, 0, 0))).isEqualTo(of8 + 12 * 72);
    }

    @Test
    void longerIdsAreMore() {
        double ten = InformationBytes.of(new Extent(10, 32, 8, 0, 0, 0));
        assertThat(InformationBytes.of(new Extent(20, 32, 8, 0, 0, 0))).isEqualTo(ten + 0.5);
    }
}
