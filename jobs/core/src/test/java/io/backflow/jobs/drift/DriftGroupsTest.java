package io.backflow.jobs.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DriftGroupsTest {

    @Test
    void theLongestPrefixDecidesWhateverTheOrder() {
        DriftGroups groups = new DriftGroups(List.of("north/", "north/coast/", "n"));

        assertThat(groups.of("north/coast/3")).isEqualTo(1);
        assertThat(groups.of("north/3")).isZero();
        assertThat(groups.of("nowhere")).isEqualTo(2);
        assertThat(groups.of("north/")).isZero();
        assertThat(groups.of("south/3")).isEqualTo(DriftGroups.NONE);
    }

    @Test
    void whatHoldsForASequenceIsTheNewerOfTheRunsReactionAndItsGroups() {
        DriftReaction reaction = new DriftReaction(new long[] {5, 3, 8}, 0);

        assertThat(reaction.since(DriftGroups.NONE)).isEqualTo(5);
        assertThat(reaction.since(0)).isEqualTo(5);
        assertThat(reaction.since(1)).isEqualTo(8);
        assertThat(reaction.since()).isEqualTo(8);
        assertThat(DriftReaction.NONE.since(1)).isZero();
    }
}
