package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairwiseTreeTest {

    @Test
    void anyOrderGivesTheBitsOfThePairwiseSum() {
        for (int seed = 0; seed < 500; seed++) {
            int count = 1 + seed % 37;
            PairwiseSum whole = new PairwiseSum();
            MixedShares.of(count, seed).forEach(whole::add);
            List<Share> shares = MixedShares.of(count, seed);

            PairwiseTree tree = new PairwiseTree(count);
            places(count, new Random(seed)).forEach(place -> tree.add(place, shares.get(place)));

            assertThat(tree.total())
                    .as("%d shares, seed %d", count, seed)
                    .usingRecursiveComparison()
                    .isEqualTo(whole.total());
            assertThat(shares).as("stay").usingRecursiveComparison().isEqualTo(MixedShares.of(count, seed));
        }
    }

    @Test
    void aThousandSharesInOrderLeaveTenWaiting() {
        PairwiseTree tree = new PairwiseTree(1000);
        int most = 0;
        for (int place = 0; place < 1000; place++) {
            tree.add(place, Contributions.share(1, 1f));
            most = Math.max(most, tree.waiting());
        }

        assertThat(most).isLessThanOrEqualTo(10);
        assertThat(tree.total().change().values()).containsExactly(1000f);
    }

    @Test
    void theWorstOrderLeavesEverySecondWaiting() {
        PairwiseTree tree = new PairwiseTree(1000);
        IntStream.range(0, 500).forEach(pair -> tree.add(2 * pair, Contributions.share(1, 1f)));

        assertThat(tree.waiting()).isEqualTo(500);
        IntStream.range(0, 500).forEach(pair -> tree.add(2 * pair + 1, Contributions.share(1, 1f)));
        assertThat(tree.total().change().values()).containsExactly(1000f);
    }

    @Test
    void aShareThatIsMissingOrComesTwiceIsABrokenInvariant() {
        PairwiseTree tree = new PairwiseTree(2);
        tree.add(1, Share.NONE);

        assertThatIllegalStateException().isThrownBy(tree::total).withMessageContaining("1 of 2");
        assertThatIllegalStateException().isThrownBy(() -> tree.add(1, Share.NONE));
    }

    private static List<Integer> places(int count, Random random) {
        List<Integer> places = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(places, random);
        return places;
    }
}
