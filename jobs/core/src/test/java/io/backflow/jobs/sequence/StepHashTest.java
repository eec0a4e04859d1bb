package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepHashTest {

    @Test
    void theSumTellsALossThatADuplicateWouldHideFromACount() {
        long a = StepHash.ofSequence("a");

        long once = StepHash.of(a, 0) + StepHash.of(a, 1) + StepHash.of(a, 2);
        long lostAndDoubled = StepHash.of(a, 0) + StepHash.of(a, 2) + StepHash.of(a, 2);

        assertThat(lostAndDoubled).isNotEqualTo(once);
    }

    @Test
    void stepsSwappedBetweenSequencesAreTold() {
        long a = StepHash.ofSequence("a");
        long b = StepHash.ofSequence("b");

        assertThat(StepHash.of(a, 1) + StepHash.of(b, 2)).isNotEqualTo(StepHash.of(a, 2) + StepHash.of(b, 1));
    }

    @Test
    void aHundredThousandStepsHaveAsManyHashes() {
        Set<Long> hashes = new HashSet<>();
        for (int sequence = 0; sequence < 100; sequence++) {
            long id = StepHash.ofSequence("sequence-" + sequence);
            for (int step = 0; step < 1000; step++) {
                hashes.add(StepHash.of(id, step));
            }
        }

        assertThat(hashes).hasSize(100_000);
    }
}
