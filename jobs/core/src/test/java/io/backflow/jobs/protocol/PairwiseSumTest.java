package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairwiseSumTest {

    @Test
    void neighboursAreAddedFirst() {
        // in float32 the small ones vanish one by one beside the large one, but not together
        Share total = sum(List.of(of(1e8f), of(3f), of(3f), of(3f)));

        assertThat(total.change().values()[0])
                .isEqualTo((1e8f + 3f) + (3f + 3f))
                .isNotEqualTo(((1e8f + 3f) + 3f) + 3f);
        assertThat(total.divisor()).isEqualTo(4);
        assertThat(total.totals().steps()).isEqualTo(4);
    }

    @Test
    void alignedPartsMayBeAddedUpElsewhere() {
        for (int seed = 0; seed < 200; seed++) {
            Share whole = sum(MixedShares.of(16, seed));
            for (int parts = 2; parts <= 16; parts *= 2) {
                List<Share> all = MixedShares.of(16, seed);
                List<Share> sums = new ArrayList<>();
                for (int from = 0; from < 16; from += 16 / parts) {
                    sums.add(sum(all.subList(from, from + 16 / parts)));
                }

                Share total = sum(sums);

                assertThat(total.change())
                        .as("seed %d, %d parts", seed, parts)
                        .usingRecursiveComparison()
                        .isEqualTo(whole.change());
                assertThat(total.divisor()).isEqualTo(whole.divisor());
                assertThat(total.totals()).isEqualTo(whole.totals());
            }
        }
    }

    @Test
    void nothingAddsUpToNothing() {
        assertThat(new PairwiseSum().total()).isEqualTo(Share.NONE);
        assertThat(sum(List.of(Share.NONE, Share.NONE, Share.NONE))).isEqualTo(Share.NONE);
    }

    private static Share sum(List<Share> shares) {
        PairwiseSum sum = new PairwiseSum();
        shares.forEach(sum::add);
        return sum.total();
    }

    private static Share of(float value) {
        return Contributions.share(1, value);
    }
}
