package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {

    private static final List<String> IDS =
            IntStream.range(0, 500).mapToObj(i -> "sequence-" + i).toList();

    @ParameterizedTest
    @ValueSource(ints = {8, 128, 180, 32768})
    void anyNumberOfWorkersHoldsTheSameLanesInTheSameOrder(int keyGroups) {
        List<SortedSet<String>> one = lanes(1, keyGroups);

        assertThat(one).hasSize(8).allSatisfy(lane -> assertThat(lane).isNotEmpty());
        for (int workers = 2; workers <= 8; workers *= 2) {
            assertThat(lanes(workers, keyGroups)).as("%d workers", workers).isEqualTo(one);
        }
    }

    @Test
    void withoutLanesAllSequencesAreOne() {
        assertThat(Lanes.one().split(new TreeSet<>(IDS))).containsExactly(new TreeSet<>(IDS));
    }

    @Test
    void workersThatCannotShareTheLanesAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Lanes(8, 3, 0, groups(128)))
                .withMessageContaining("8 lanes cannot be shared by 3 workers");
        assertThatIllegalStateException().isThrownBy(() -> new Lanes(2, 4, 0, groups(128)));
    }

    private static KeyGroups groups(int count) {
        return new KeyGroups(count, id -> Math.floorMod(id.hashCode() * 0x9E3779B9 >>> 7, count));
    }

    /**
     * The lanes of all workers, one worker's after the other's, each with the sequences that are spread to it as Flink
     * does.
     */
    private static List<SortedSet<String>> lanes(int workers, int keyGroups) {
        List<SortedSet<String>> lanes = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            SortedSet<String> mine = new TreeSet<>();
            for (String id : IDS) {
                if (groups(keyGroups).of().applyAsInt(id) * workers / keyGroups == worker) {
                    mine.add(id);
                }
            }
            lanes.addAll(new Lanes(8, workers, worker, groups(keyGroups)).split(mine));
        }
        return lanes;
    }
}
