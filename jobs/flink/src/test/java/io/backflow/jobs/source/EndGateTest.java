package io.backflow.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class EndGateTest {

    @Test
    void itIsReachedWhenAllReadersAreAtTheirEndsAndOpensWhenItIsTold() {
        try (EndGate gate = EndGate.create()) {
            gate.arrive(0, 2);
            gate.arrive(0, 2);
            assertThat(gate.reached()).as("one reader, twice").isNotDone();

            gate.arrive(1, 2);
            assertThat(gate.reached()).isDone();
            assertThat(gate.opened()).isNotDone();

            gate.open();
            assertThat(gate.opened()).isDone();
        }
    }

    @Test
    void aReaderThatFailedHasToArriveAgain() {
        try (EndGate gate = EndGate.create()) {
            gate.arrive(0, 2);
            gate.leave(0);
            gate.arrive(1, 2);
            assertThat(gate.reached()).isNotDone();

            gate.arrive(0, 2);
            assertThat(gate.reached()).isDone();
        }
    }

    @Test
    void nobodyWaitsAtAGateOfARunThatIsOver() {
        EndGate gate = EndGate.create();
        assertThat(EndGate.find(gate.name())).isSameAs(gate);

        gate.close();

        assertThat(gate.opened()).isDone();
        assertThatIllegalStateException().isThrownBy(() -> EndGate.find(gate.name()));
    }
}
