package io.backflow.jobs.protocol.server;

import static io.backflow.jobs.protocol.Contributions.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.Contribution.Rollback;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Stretches;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.jobs.sequence.MovingStatistics;
import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Sgd;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a shard of 16 blocks of 64 values each, a worker is sent the blocks that it does not have yet. */
class ChangedDeliveryTest {

    private static final int LENGTH = 1024;
    private static final int BLOCK = 64;
    private static final int WORKERS = 3;

    private final ShardState state = new ShardState(new float[LENGTH], new float[0], new float[0]);
    private final ShardServer server = new ShardServer(0, 1, new GradientUpdate(new Sgd(), new ConstantRate(1), 1));
    private final SnapshotDelivery delivery = new SnapshotDelivery(server, 7, 1000);
    private final long[] numbers = new long[WORKERS];

    @BeforeEach
    void theSessionBeginsWithAWholeShard() {
        assertThat(delivery.toAll(state, SnapshotKind.FIRST, 0).values()).hasSize(LENGTH);
    }

    @Test
    void theFirstAnswerHasWhatHasChangedSinceTheSessionBegan() {
        send(0, 0);
        send(1, 200);

        ShardSnapshot answer = send(2, 900);

        assertThat(stretches(answer)).isEqualTo(new int[] {0, 64, 192, 256, 896, 960});
        assertThat(answer.content().places().since()).isZero();
        assertThat(answer.size()).isEqualTo(3 * BLOCK);
    }

    @Test
    void theNextHasWhatHasChangedSinceTheOneBefore() {
        send(0, 0);
        send(1, 64);
        send(2, 130);

        ShardSnapshot answer = send(0, 1000);

        assertThat(stretches(answer)).as("neighbours are one").isEqualTo(new int[] {64, 192, 960, 1024});
        assertThat(answer.content().places().since()).isEqualTo(1);
        assertThat(answer.content().packed()[0]).isEqualTo(state.values[64]);
    }

    /** It may overtake what is for all. */
    @Test
    void anAnswerAlsoHasWhatWasSentToAllMeanwhile() {
        send(0, 0);
        float[] former = state.values.clone();
        former[700] = 5f;
        server.accept(state, new Rollback(0, 1, former));
        server.carryOut(state, 0);
        delivery.toAll(state, SnapshotKind.UPDATE, 10);

        assertThat(send(0, 0).values())
                .as("a rollback may have changed everything")
                .isEqualTo(state.values);
        assertThat(stretches(send(0, 0))).isEqualTo(new int[] {0, 64});
    }

    /** What the session began with may still be on the way to it. */
    @Test
    void whoHasNeverContributedIsBroughtAWholeShard() {
        send(0, 0);
        send(1, 100);
        assertThat(delivery.refresh(state, 5000))
                .extracting(ShardSnapshot::worker)
                .containsExactly(0, 2);

        assertThat(delivery.refresh(state, 9000)).isEmpty();
        send(0, 0);
        List<ShardSnapshot> late = delivery.refresh(state, 9000);

        assertThat(late).extracting(ShardSnapshot::worker).containsExactly(1, 2);
        assertThat(late)
                .as("both have been brought something alone")
                .allSatisfy(snapshot -> assertThat(stretches(snapshot)).isEqualTo(new int[] {0, 64}));
    }

    @Test
    void whoHasNeverContributedMakesNoneOfTheirsIncomplete() {
        send(0, 0);

        assertThat(delivery.refresh(state, 5000)).allSatisfy(snapshot -> {
            assertThat(snapshot.worker()).isPositive();
            assertThat(snapshot.values()).isEqualTo(state.values);
        });
    }

    @Test
    void aRefusedContributionIsAnsweredByItsVersionAlone() {
        float[] spoilt = new float[LENGTH];
        spoilt[3] = Float.NaN;

        ShardSnapshot answer = answer(0, spoilt);

        assertThat(answer.hasValues()).isTrue();
        assertThat(answer.version()).isEqualTo(1);
        assertThat(answer.size()).isZero();
    }

    @Test
    void aZeroThatBecomesAnotherZeroHasChanged() {
        state.values[500] = -0f;

        float[] gradient = new float[LENGTH];
        gradient[500] = -0f;

        ShardSnapshot answer = answer(0, gradient);

        assertThat(Float.floatToRawIntBits(state.values[500])).as("-0 - (-0)").isZero();
        assertThat(stretches(answer)).isEqualTo(new int[] {448, 512});
    }

    @Test
    void aRoundGoesToAllWithWhatItHasChanged() {
        for (int round = 1; round <= 3; round++) {
            float[] gradient = new float[LENGTH];
            gradient[300 * round] = 1f;
            server.accept(state, Contributions.merged(0, round, gradient));
            int block = 300 * round / BLOCK * BLOCK;

            ShardSnapshot snapshot = delivery.toAll(state, SnapshotKind.UPDATE, round);

            assertThat(stretches(snapshot)).isEqualTo(new int[] {block, block + BLOCK});
            assertThat(snapshot.worker()).isEqualTo(ShardSnapshot.EVERYBODY);
        }
        server.accept(state, new RoundSum(0, 4, Share.NONE, 0));
        assertThat(delivery.toAll(state, SnapshotKind.UPDATE, 4).hasValues()).isFalse();
    }

    @Test
    void whatIsHardlyLessThanTheShardGoesWhole() {
        float[] gradient = new float[LENGTH];
        Arrays.fill(gradient, 0, 13 * BLOCK, 1f);
        assertThat(answer(0, gradient).size()).isEqualTo(13 * BLOCK);

        Arrays.fill(gradient, 1f);
        Arrays.fill(gradient, 0, BLOCK, 0f);
        assertThat(answer(0, gradient).values()).isEqualTo(state.values);
    }

    /** Whatever they are: comparing them would cost more than it brings. */
    @Test
    void theNextUpdatesAfterOneThatChangedEverythingGoWhole() {
        float[] gradient = new float[LENGTH];
        Arrays.fill(gradient, 1f);
        answer(0, gradient);

        for (int update = 0; update < 15; update++) {
            assertThat(send(0, 0).values()).isEqualTo(state.values);
        }
        assertThat(send(0, 0).size()).isEqualTo(BLOCK);
        assertThat(send(1, 0).values()).as("since the session began").isEqualTo(state.values);
        assertThat(send(0, 0).size()).isEqualTo(BLOCK);
    }

    /** Its moments move a parameter long after the last gradient of it. */
    @Test
    void adamChangesWhatNoGradientTouches() {
        Adam adam = new Adam(0.9, 0.999, 1e-7);
        ShardState other = new ShardState(new float[LENGTH], new float[2 * LENGTH], new float[0]);
        ShardServer moving = new ShardServer(0, 1, new GradientUpdate(adam, new ConstantRate(1), 1));
        SnapshotDelivery answers = new SnapshotDelivery(moving, 7, 1000);
        answers.toAll(other, SnapshotKind.FIRST, 0);
        float[] gradient = new float[LENGTH];
        for (int number = 1; number <= 2; number++) {
            gradient[100 * number] = 1f;
            gradient[100 * number - 100] = 0f;
            WorkerUpdate update = numbered(0, 1, number, gradient.clone());
            moving.accept(other, update);
            int[] expected = number == 1 ? new int[] {64, 128} : new int[] {64, 128, 192, 256};
            assertThat(stretches(answers.answer(other, update, number))).isEqualTo(expected);
        }
    }

    @Test
    void statisticsTravelWithTheChangeThatMovesThem() {
        ShardState last = new ShardState(new float[LENGTH], new float[0], new float[0]);
        MovingStatistics statistics = new MovingStatistics(2, LENGTH - 8, 100);
        ShardServer keeping =
                new ShardServer(0, 1, new GradientUpdate(new Sgd(), new ConstantRate(1), 1), null, statistics);
        SnapshotDelivery answers = new SnapshotDelivery(keeping, 7, 1000);
        answers.toAll(last, SnapshotKind.FIRST, 0);
        FeatureSums features = new FeatureSums(new double[] {1, 1, 5, 6, 25, 36});
        Share share = new Share(null, 1, TrainingTotals.ZERO, Losses.NONE, features);
        WorkerUpdate update = new WorkerUpdate(0, new Sender(0, 1), 1, share);
        keeping.accept(last, update);

        assertThat(stretches(answers.answer(last, update, 1))).isEqualTo(new int[] {LENGTH - BLOCK, LENGTH});
        assertThat(last.values[LENGTH - 8]).isEqualTo(5f);
    }

    private static int[] stretches(ShardSnapshot snapshot) {
        Stretches places = snapshot.content().places();
        assertThat(places).as("a whole shard").isNotNull();
        return places.bounds();
    }

    /** A contribution that changes one value. */
    private ShardSnapshot send(int worker, int index) {
        float[] gradient = new float[LENGTH];
        gradient[index] = 1f;
        return answer(worker, gradient);
    }

    private ShardSnapshot answer(int worker, float[] gradient) {
        numbers[worker]++;
        WorkerUpdate update = numbered(worker, WORKERS, numbers[worker], gradient);
        assertThat(server.accept(state, update)).isTrue();
        return delivery.answer(state, update, 10);
    }
}
