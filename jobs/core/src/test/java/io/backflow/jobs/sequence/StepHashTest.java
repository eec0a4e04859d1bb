package io.backflow.jobs.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepHashTest {

    /** By a program of its own, in Python, after docs/topics.md. */
    @Test
    void theHashIsTheDocumentedOne() {
        assertThat(StepHash.of(StepHash.ofSequence("pump-7"), 3, 1000)).isEqualTo(713975920197866310L);
        assertThat(StepHash.of(StepHash.ofSequence("\u00e9\u20ac"), 0, -9000)).isEqualTo(3986948129088806813L);
    }

    @Test
    void theSumTellsALossThatADuplicateWouldHideFromACount() {
        long a = StepHash.ofSequence("a");

        long once = StepHash.of(a, 0, 0) + StepHash.of(a, 1, 0) + StepHash.of(a, 2, 0);
        long lostAndDoubled = StepHash.of(a, 0, 0) + StepHash.of(a, 2, 0) + StepHash.of(a, 2, 0);

        assertThat(lostAndDoubled).isNotEqualTo(once);
    }

    @Test
    void stepsSwappedBetweenSequencesAreTold() {
        long a = StepHash.ofSequence("a");
        long b = StepHash.ofSequence("b");

        assertThat(StepHash.of(a, 1, 0) + StepHash.of(b, 2, 0))
                .isNotEqualTo(StepHash.of(a, 2, 0) + StepHash.of(b, 1, 0));
    }

    @Test
    void theSameNumberInAnotherEpisodeIsAnotherStep() {
        long a = StepHash.ofSequence("a");

        assertThat(StepHash.of(a, 1, 1000)).isNotEqualTo(StepHash.of(a, 1, 2000));
        assertThat(StepHash.of(a, 1, 1000) + StepHash.of(a, 2, 2000))
                .isNotEqualTo(StepHash.of(a, 2, 1000) + StepHash.of(a, 1, 2000));
    }

    @Test
    void aHundredThousandStepsHaveAsManyHashes() {
        Set<Long> hashes = new HashSet<>();
        for (int sequence = 0; sequence < 100; sequence++) {
            long id = StepHash.ofSequence("sequence-" + sequence);
            for (int step = 0; step < 1000; step++) {
                hashes.add(StepHash.of(id, step, 0));
            }
        }

        assertThat(hashes).hasSize(100_000);
    }
}
