package io.backflow.lab.experiment.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SequenceStreamTest {

    @Test
    void asManySequencesBeginWithOneWaitingStepAsWithAnyOtherNumber() {
        assertThat(SequenceStream.first(16)).isEqualTo(2 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8));
        assertThat(SequenceStream.first(10)).isEqualTo(36 + 1 + 2);
    }
}
