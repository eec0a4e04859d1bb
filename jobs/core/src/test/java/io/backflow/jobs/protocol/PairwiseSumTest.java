package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
            Share whole = sum(shares(16, seed));
            for (int parts = 2; parts <= 16; parts *= 2) {
                List<Share> all = shares(16, seed);
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

    /** Values of very different size, and places where there is nothing. */
    private static List<Share> shares(int count, int seed) {
        Random random = new Random(seed);
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float size = (float) Math.pow(10, random.nextInt(9));
            double loss = size * random.nextDouble();
            float[] values = {size * random.nextFloat(), -size * random.nextFloat()};
            TrainingTotals totals = new TrainingTotals(1, random.nextLong(), 1, 0, loss, 2 * loss, random.nextFloat());
            shares.add(
                    random.nextInt(3) == 0 ? Share.NONE : new Share(new Change(values, i), random.nextFloat(), totals));
        }
        return shares;
    }
}
