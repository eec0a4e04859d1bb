package io.backflow.jobs.protocol.server;

import static io.backflow.jobs.protocol.Contributions.ofRound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.Share;
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

        RoundSum sum = (RoundSum) merging.accept(ofRound(0, 2, 5, 10f, 20f)).get(0);

        assertThat(sum.share().change().values()).containsExactly(11f, 22f);
        assertThat(sum.share().divisor()).isEqualTo(2);
        assertThat(sum.squaredNorm()).isEqualTo(11 * 11 + 22 * 22);
        assertThat(sum.share().totals().steps()).isEqualTo(4);
        assertThat(merging.unfinished()).isZero();
    }

    @Test
    void aWorkerWithNothingToContributeMovesItsClock() {
        merging.accept(ofRound(0, 2, 3, 1f));
        merging.accept(ofRound(0, 2, 9));

        List<RoundSum> closed = sums(merging.accept(ofRound(1, 2, 8)));

        assertThat(closed).extracting(RoundSum::round).containsExactly(3L, 8L);
        assertThat(closed.get(1).share().hasValues()).isFalse();
    }

    @Test
    void nothingIsClosedBeyondTheSlowestClock() {
        merging.accept(ofRound(0, 2, 3, 1f));
        merging.accept(ofRound(0, 2, 4, 1f));

        assertThat(sums(merging.accept(ofRound(1, 2, 3, 1f))))
                .extracting(RoundSum::round)
                .containsExactly(3L);
        assertThat(merging.unfinished()).isEqualTo(1);
    }

    @Test
    void neighboursAreAddedAsSoonAsBothAreThere() {
        int workers = 64;
        int most = 0;
        for (int worker = 0; worker < workers - 1; worker++) {
            merging.accept(ofRound(worker, workers, 1, 1f));
            most = Math.max(most, merging.waiting());
        }

        assertThat(most).isEqualTo(6);
        assertThat(sums(merging.accept(ofRound(workers - 1, workers, 1, 1f))))
                .extracting(sum -> sum.share().change().values()[0])
                .containsExactly(64f);
    }

    @Test
    void whoSkipsARoundIsNotWaitedForInIt() {
        merging.accept(ofRound(3, 4, 9));
        merging.accept(ofRound(0, 4, 5, 1f));
        merging.accept(ofRound(1, 4, 7));
        assertThat(sums(merging.accept(ofRound(2, 4, 6, 1f))))
                .extracting(RoundSum::round)
                .containsExactly(5L);

        assertThat(merging.accept(ofRound(2, 4, 7))).isEmpty();
        assertThat(sums(merging.accept(ofRound(0, 4, 8, 1f))))
                .extracting(RoundSum::round)
                .containsExactly(6L, 7L);
    }

    @Test
    void whoHasNothingForARoundIsNotWaitedForWhetherItComesBeforeOrAfter() {
        Share own = new Share(new Change(new float[] {1f}, 3), 1, Contributions.steps(1));

        merging.accept(part(0, 4, Share.NONE));
        assertThat(sums(merging.accept(part(1, 4, own))))
                .extracting(RoundSum::share)
                .containsExactly(own);

        merging.accept(part(1, 6, own));
        assertThat(sums(merging.accept(part(0, 7, Share.NONE))))
                .extracting(RoundSum::share)
                .containsExactly(own);
    }

    @Test
    void stepsThatWereOnlyScoredAreCounted() {
        Share scored = new Share(null, 0, Contributions.steps(7));

        assertThat(sums(merging.accept(new RoundPart(0, new Sender(0, 1), 2, scored))))
                .extracting(RoundSum::share)
                .containsExactly(scored);
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
        Contribution slots = Contributions.slots(5, 1f);

        assertThat(merging.accept(slots)).isEqualTo(List.of(slots));
    }

    @Test
    void anUpdateThatBelongsToNoRoundIsABrokenInvariant() {
        assertThatIllegalStateException()
                .isThrownBy(() -> merging.accept(Contributions.numbered(0, 1, 1, 1f)))
                .withMessageContaining("shard 0 receives a WorkerUpdate");
    }

    @Test
    void theSumIsAsStaleAsTheStalestPart() {
        merging.accept(part(0, 4, new Share(new Change(new float[] {1f}, 3), 1, Contributions.steps(1))));

        RoundSum sum = sums(merging.accept(
                        part(1, 4, new Share(new Change(new float[] {1f}, 2), 1, Contributions.steps(1)))))
                .get(0);

        assertThat(sum.share().change().baseVersion()).isEqualTo(2);
    }

    private static RoundPart part(int worker, long round, Share share) {
        return new RoundPart(0, new Sender(worker, 2), round, share);
    }

    private static List<RoundSum> sums(List<? extends Contribution> merged) {
        return merged.stream().map(RoundSum.class::cast).toList();
    }

    @Test
    void anyOrderOfArrivalGivesTheSameBits() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<List<RoundPart>> workers = workers(5, random);

            Map<Long, RoundSum> once = mergeAll(workers, random);
            Map<Long, RoundSum> again = mergeAll(workers, random);

            assertThat(again.keySet()).as("seed %d", seed).isEqualTo(once.keySet());
            once.forEach((round, sum) -> assertThat(values(again.get(round)))
                    .as("round %d", round)
                    .isEqualTo(values(sum))
                    .isEqualTo(pairwise(workers, round)));
        }
    }

    /** Values of very different size, so that another order of addition shows. */
    private static List<List<RoundPart>> workers(int count, Random random) {
        List<List<RoundPart>> workers = new ArrayList<>();
        for (int worker = 0; worker < count; worker++) {
            List<RoundPart> rounds = new ArrayList<>();
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

    private static Map<Long, RoundSum> mergeAll(List<List<RoundPart>> workers, Random random) {
        List<Deque<RoundPart>> waiting = new ArrayList<>();
        workers.forEach(rounds -> waiting.add(new ArrayDeque<>(rounds)));
        RoundMerger merging = new RoundMerger(0);
        Map<Long, RoundSum> merged = new TreeMap<>();
        while (!waiting.isEmpty()) {
            Deque<RoundPart> next = waiting.get(random.nextInt(waiting.size()));
            for (RoundSum sum : sums(merging.accept(next.remove()))) {
                if (sum.share().hasValues()) {
                    merged.put(sum.round(), sum);
                }
            }
            waiting.removeIf(Deque::isEmpty);
        }
        assertThat(merging.unfinished()).isZero();
        return merged;
    }

    /** Of five workers: the first two, the next two, both pairs, and then the fifth. */
    private static float[] pairwise(List<List<RoundPart>> workers, long round) {
        float[][] parts =
                workers.stream().map(rounds -> values(rounds.get((int) round))).toArray(float[][]::new);
        return plus(plus(plus(parts[0], parts[1]), plus(parts[2], parts[3])), parts[4]);
    }

    private static float[] values(Trained contribution) {
        Change change = contribution.share().change();
        return change == null ? new float[0] : change.values();
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
