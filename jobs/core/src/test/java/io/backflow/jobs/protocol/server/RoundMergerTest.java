package io.backflow.jobs.protocol.server;

import static io.backflow.jobs.protocol.Contributions.ofRound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.Vectors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoundMergerTest {

    private final RoundMerger merging = new RoundMerger(0);

    @Test
    void aRoundIsTheSumOfAllWorkersOnceTheLastHasCome() {
        assertThat(merging.accept(ofRound(1, 2, 5, 1f, 2f))).isEmpty();
        assertThat(merging.unfinished()).isEqualTo(1);

        Contribution sum = merging.accept(ofRound(0, 2, 5, 10f, 20f)).get(0);

        assertThat(sum.values()).containsExactly(11f, 22f);
        assertThat(sum.worker()).isEqualTo(Contribution.MERGED);
        assertThat(sum.divisor()).isEqualTo(2);
        assertThat(sum.squaredNorm()).isEqualTo(11 * 11 + 22 * 22);
        assertThat(sum.totals().steps()).isEqualTo(4);
        assertThat(merging.unfinished()).isZero();
    }

    @Test
    void aWorkerWithNothingToSayMovesItsClock() {
        merging.accept(ofRound(0, 2, 3, 1f));
        merging.accept(ofRound(0, 2, 9));

        List<Contribution> closed = merging.accept(ofRound(1, 2, 8));

        assertThat(closed).extracting(Contribution::round).containsExactly(3L, 8L);
        assertThat(closed.get(1).hasValues()).isFalse();
    }

    @Test
    void nothingIsClosedBeyondTheSlowestClock() {
        merging.accept(ofRound(0, 2, 3, 1f));
        merging.accept(ofRound(0, 2, 4, 1f));

        assertThat(merging.accept(ofRound(1, 2, 3, 1f)))
                .extracting(Contribution::round)
                .containsExactly(3L);
        assertThat(merging.unfinished()).isEqualTo(1);
    }

    @Test
    void stepsThatWereOnlyScoredAreCounted() {
        Contribution scored = new Contribution(
                0, 0, 0, 1, 0, 2, 0, Contribution.NOTHING, Contribution.NOTHING, 0, 0, 0, Contributions.steps(7));

        assertThat(merging.accept(scored)).singleElement().satisfies(sum -> {
            assertThat(sum.hasValues()).isFalse();
            assertThat(sum.totals().steps()).isEqualTo(7);
        });
    }

    @Test
    void aWorkerThatGoesBackwardsOrRepeatsARoundIsABrokenInvariant() {
        merging.accept(ofRound(1, 2, 5));

        assertThatIllegalStateException()
                .isThrownBy(() -> merging.accept(ofRound(1, 2, 5)))
                .withMessageContaining("worker 1 of 2 contributes round 5");
        assertThatIllegalStateException().isThrownBy(() -> merging.accept(ofRound(1, 2, 4)));
        assertThatIllegalStateException().isThrownBy(() -> merging.accept(ofRound(2, 3, 6)));
    }

    @Test
    void optimizerSlotsPassThroughWhateverTheClocksSay() {
        merging.accept(ofRound(0, 2, 9));
        Contribution slots = Contributions.slots(0, 2, 5, 1f);

        assertThat(merging.accept(slots)).containsExactly(slots);
    }

    @Test
    void anyOrderOfArrivalGivesTheSameBits() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<List<Contribution>> workers = workers(5, random);

            Map<Long, Contribution> once = mergeAll(workers, random);
            Map<Long, Contribution> again = mergeAll(workers, random);

            assertThat(again.keySet()).as("seed %d", seed).isEqualTo(once.keySet());
            once.forEach((round, sum) -> assertThat(again.get(round).values())
                    .as("round %d", round)
                    .isEqualTo(sum.values())
                    .isEqualTo(pairwise(workers, round)));
        }
    }

    /** Values of very different size, so that another order of addition shows. */
    private static List<List<Contribution>> workers(int count, Random random) {
        List<List<Contribution>> workers = new ArrayList<>();
        for (int worker = 0; worker < count; worker++) {
            List<Contribution> rounds = new ArrayList<>();
            for (long round = 0; round < 6; round++) {
                float size = (float) Math.pow(10, random.nextInt(9));
                float[] values = {size * random.nextFloat(), -size * random.nextFloat(), random.nextFloat()};
                rounds.add(
                        random.nextInt(4) == 0 ? ofRound(worker, count, round) : ofRound(worker, count, round, values));
            }
            workers.add(rounds);
        }
        return workers;
    }

    private static Map<Long, Contribution> mergeAll(List<List<Contribution>> workers, Random random) {
        List<Deque<Contribution>> waiting = new ArrayList<>();
        workers.forEach(rounds -> waiting.add(new ArrayDeque<>(rounds)));
        RoundMerger merging = new RoundMerger(0);
        Map<Long, Contribution> merged = new TreeMap<>();
        while (!waiting.isEmpty()) {
            Deque<Contribution> next = waiting.get(random.nextInt(waiting.size()));
            for (Contribution sum : merging.accept(next.remove())) {
                if (sum.hasValues()) {
                    merged.put(sum.round(), sum);
                }
            }
            waiting.removeIf(Deque::isEmpty);
        }
        assertThat(merging.unfinished()).isZero();
        return merged;
    }

    /** Of five workers: the first two, the next two, both pairs, and then the fifth. */
    private static float[] pairwise(List<List<Contribution>> workers, long round) {
        float[][] parts =
                workers.stream().map(rounds -> rounds.get((int) round).values()).toArray(float[][]::new);
        return plus(plus(plus(parts[0], parts[1]), plus(parts[2], parts[3])), parts[4]);
    }

    private static float[] plus(float[] left, float[] right) {
        if (left.length == 0 || right.length == 0) {
            return left.length == 0 ? right : left;
        }
        float[] sum = left.clone();
        Vectors.add(sum, right);
        return sum;
    }
}
