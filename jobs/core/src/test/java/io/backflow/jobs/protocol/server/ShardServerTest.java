package io.backflow.jobs.protocol.server;

import static io.backflow.jobs.protocol.Contributions.merged;
import static io.backflow.jobs.protocol.Contributions.numbered;
import static io.backflow.jobs.protocol.Contributions.slots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.protocol.Contribution.RateChange;
import io.backflow.jobs.protocol.Contribution.Rollback;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contributions;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Sgd;
import org.junit.jupiter.api.Test;

class ShardServerTest {

    private static final double NO_CLIP = Double.POSITIVE_INFINITY;

    private final ShardState state = new ShardState(new float[] {1f, 1f}, new float[0], new float[] {0f, 0f});

    @Test
    void aGradientIsDividedAndTakenOff() {
        ShardServer server = gradients(1, NO_CLIP);

        assertThat(server.accept(state, numbered(0, 2, 1, 4f, 8f))).isTrue();

        assertThat(state.values).containsExactly(-1f, -3f); // 1 - 4/2, 1 - 8/2
        assertThat(state.version).isEqualTo(1);
        assertThat(state.totals.updates()).isEqualTo(1);
    }

    @Test
    void aDeltaIsAveragedAndAdded() {
        ShardServer server = deltas();

        server.accept(state, numbered(0, 2, 1, 4f, 8f));

        assertThat(state.values).containsExactly(3f, 5f);
        assertThat(state.totals.updates()).as("workers count their own").isZero();
    }

    @Test
    void aRoundIsClippedByItsNormOverAllShards() {
        ShardServer server = gradients(3, 1);
        RoundSum own = merged(0, 4, 3f, 0f);

        assertThat(server.accept(state, own)).as("norms are missing").isFalse();
        assertThat(server.accept(state, merged(2, 4, 4f).normFor(0))).isFalse();
        assertThat(server.accept(state, merged(1, 4, 12f).normFor(0))).isTrue();

        // 3, 4 and 12 make 13; the factor is rounded to a float once
        assertThat(state.values[0]).isCloseTo(1 - 3f / 13, within(1e-6f));
        assertThat(state.closedRound).isEqualTo(4);
    }

    @Test
    void normsMayComeBeforeTheRoundAndRoundsAreMergedInOrder() {
        ShardServer server = gradients(2, 1);
        server.accept(state, merged(1, 5, 0f).normFor(0));
        server.accept(state, merged(0, 4, 1f, 0f));
        assertThat(server.accept(state, merged(0, 5, 0f, 1f)))
                .as("round 4 is not merged yet")
                .isFalse();
        assertThat(state.closedRound).isEqualTo(Rounds.NONE);

        assertThat(server.accept(state, merged(1, 4, 0f).normFor(0))).isTrue();

        assertThat(state.closedRound).isEqualTo(5);
        assertThat(state.values).containsExactly(0f, 0f);
    }

    @Test
    void aRunWhoseInputHadEndedGoesOnWithAnyRound() {
        state.closedRound = Rounds.ALL;

        state.resume();

        assertThat(state.session).isEqualTo(2);
        assertThat(gradients(3, 1).accept(state, merged(0, 4))).isTrue();
        assertThat(state.closedRound).isEqualTo(4);
    }

    @Test
    void aRunThatStoppedInBetweenGoesOnBehindItsClosedRounds() {
        state.closedRound = 4;

        state.resume();

        assertThat(state.closedRound).isEqualTo(4);
    }

    @Test
    void aRoundWithoutValuesIsClosedAndChangesNoParameter() {
        ShardServer server = gradients(3, 1);

        assertThat(server.accept(state, merged(0, 4))).isTrue();

        assertThat(state.closedRound).isEqualTo(4);
        assertThat(state.version).isZero();
        assertThat(state.values).containsExactly(1f, 1f);
    }

    @Test
    void aNormThatComesAfterItsRoundIsABrokenInvariant() {
        ShardServer server = gradients(1, NO_CLIP);
        server.accept(state, merged(0, 4, 1f, 1f));

        assertThatIllegalStateException()
                .isThrownBy(() -> server.accept(state, merged(1, 4, 1f).normFor(0)))
                .withMessageContaining("receives round 4 from shard 1 after it closed round 4");
    }

    @Test
    void whatIsNotFiniteIsRefusedAcknowledgedAndCounted() {
        ShardServer server = gradients(1, NO_CLIP);

        server.accept(state, numbered(0, 1, 1, 4f, Float.NaN));

        assertThat(state.values).containsExactly(1f, 1f);
        assertThat(server.refused()).isEqualTo(1);
        assertThat(server.snapshot(state, 1, ShardServer.SnapshotKind.UPDATE)
                        .progress()
                        .acknowledged())
                .containsExactly(1L);
        assertThat(state.updates).isZero();
        assertThat(state.totals).isEqualTo(Contributions.steps(2));
    }

    @Test
    void aFiniteGradientWhoseStepIsTooLongIsRefusedToo() {
        ShardState heavy = new ShardState(new float[] {1f, 1f}, new float[2], new float[0]);
        ShardServer server =
                new ShardServer(0, 1, new GradientUpdate(new Sgd(0.9, false, 0), new ConstantRate(1e10), NO_CLIP));

        server.accept(heavy, numbered(0, 1, 1, 1f, 1e30f));

        assertThat(heavy.values).containsExactly(1f, 1f);
        assertThat(heavy.slots).containsOnly(0f);
        assertThat(heavy.updates).isZero();
        assertThat(server.refused()).isEqualTo(1);
    }

    @Test
    void aRollbackTakesEffectAtTheBarrierWithFreshSlotsAndANewVersion() {
        ShardState heavy = new ShardState(new float[] {1f, 1f}, new float[2], new float[] {3f, 3f});
        heavy.workerUpdates = 4;
        ShardServer server =
                new ShardServer(0, 1, new GradientUpdate(new Sgd(0.5, false, 0), new ConstantRate(1), NO_CLIP));
        server.accept(heavy, numbered(0, 1, 1, 1f, 2f));

        assertThat(server.accept(heavy, new Rollback(0, 1, new float[] {8f, 9f})))
                .isFalse();
        assertThat(heavy.values).as("before the barrier").containsExactly(0f, -1f);
        assertThat(server.carryOut(heavy, 0.1f)).isTrue();

        assertThat(heavy.values).containsExactly(8f, 9f);
        assertThat(heavy.slots).containsOnly(0f);
        assertThat(heavy.workerSlots).containsOnly(0.1f);
        assertThat(heavy.workerUpdates).isZero();
        assertThat(heavy.slotUpdates()).isZero();
        assertThat(heavy.updates).as("the schedule goes on").isEqualTo(1);
        assertThat(heavy.version).isEqualTo(2);
        assertThat(server.snapshot(heavy, 1, ShardServer.SnapshotKind.UPDATE)
                        .progress()
                        .rollbacks())
                .isEqualTo(1);
        assertThat(server.carryOut(heavy, 0f)).as("once").isFalse();
    }

    @Test
    void aRateThatIsSetAppliesFromTheBarrierOnUntilItIsTheSchedulesAgain() {
        ShardServer server = gradients(1, NO_CLIP);
        server.accept(state, new RateChange(0, 0));
        server.accept(state, numbered(0, 1, 1, 1f, 1f));
        assertThat(state.values).as("before the barrier").containsExactly(0f, 0f);

        assertThat(server.carryOut(state, 0f)).as("the parameters are the same").isFalse();
        server.accept(state, numbered(0, 1, 2, 1f, 1f));
        assertThat(state.values).containsExactly(0f, 0f);

        server.accept(state, new RateChange(0, Double.NaN));
        server.carryOut(state, 0f);
        server.accept(state, numbered(0, 1, 3, 1f, 1f));
        assertThat(state.values).containsExactly(-1f, -1f);
    }

    @Test
    void theLastSnapshotHasAVersionOfItsOwn() {
        ShardServer server = deltas();
        server.accept(state, numbered(0, 1, 1, 1f, 1f));

        assertThat(server.snapshot(state, 1, ShardServer.SnapshotKind.UPDATE).version())
                .isEqualTo(1);
        assertThat(server.snapshot(state, 1, ShardServer.SnapshotKind.LAST).version())
                .isEqualTo(2);
        assertThat(server.snapshot(state, 1, ShardServer.SnapshotKind.LAST).values())
                .containsExactly(2f, 2f);
    }

    @Test
    void aNumberLostOrDoubledIsABrokenInvariant() {
        ShardServer server = deltas();
        server.accept(state, numbered(1, 2, 1, 0f, 0f));

        assertThatIllegalStateException()
                .isThrownBy(() -> server.accept(state, numbered(1, 2, 1, 0f, 0f)))
                .withMessageContaining("contribution 1 of worker 1");
        assertThatIllegalStateException().isThrownBy(() -> server.accept(state, numbered(1, 2, 3, 0f, 0f)));
        assertThat(server.snapshot(state, 1, ShardServer.SnapshotKind.UPDATE)
                        .progress()
                        .acknowledged())
                .containsExactly(0L, 1L);
    }

    @Test
    void stalenessIsHowManyVersionsAContributionIsBehind() {
        ShardServer server = deltas();
        server.accept(state, numbered(0, 2, 1, 0f, 0f));
        server.accept(state, numbered(0, 2, 2, 0f, 0f));

        server.accept(state, numbered(1, 2, 1, 0f, 0f));

        assertThat(server.staleness()).isEqualTo(2);
    }

    @Test
    void theWorkersSlotsAreKeptAsTheirMean() {
        ShardServer server = deltas();
        server.accept(state, slots(5, 1f, 10f));
        server.accept(state, slots(5, 3f, 20f));
        assertThat(state.workerSlots).as("not before the checkpoint").containsOnly(0f);

        server.settleSlots(state);
        assertThat(state.workerSlots).containsExactly(2f, 15f);
        assertThat(state.workerUpdates).isEqualTo(5);

        server.settleSlots(state);
        assertThat(state.workerSlots).as("nothing came since").containsExactly(2f, 15f);
        server.accept(state, slots(9, 7f, 7f));
        server.settleSlots(state);
        assertThat(state.workerSlots).containsExactly(7f, 7f);
        assertThat(state.workerUpdates).isEqualTo(9);
    }

    @Test
    void slotsChangeNoVersionAndNeedNoSnapshot() {
        assertThat(deltas().accept(state, slots(5, 1f, 10f))).isFalse();

        assertThat(state.version).isZero();
    }

    @Test
    void aPartOfARoundThatWasNotMergedIsABrokenInvariant() {
        assertThatIllegalStateException()
                .isThrownBy(() -> gradients(1, NO_CLIP).accept(state, Contributions.ofRound(0, 2, 4, 1f, 1f)))
                .withMessage("shard 0 receives a RoundPart, which has to be merged with those of the other workers");
    }

    @Test
    void aRoundIsRefusedByAllShardsWhereOneShardsSumIsNotFinite() {
        ShardServer server = gradients(2, 1);
        server.accept(state, merged(0, 4, 1f, 1f));

        server.accept(state, merged(1, 4, Float.POSITIVE_INFINITY).normFor(0));

        assertThat(server.refused()).isEqualTo(1);
        assertThat(state.values).containsExactly(1f, 1f);
        assertThat(state.updates).isZero();
    }

    @Test
    void aWorkerCountsByTheUpdatesThatHaveGoneIntoItsSlots() {
        ShardServer server = deltas();
        server.accept(state, slots(30, 1f, 10f));
        server.accept(state, slots(0, 99f, 99f));
        server.accept(state, slots(10, 5f, 2f));

        server.settleSlots(state);

        assertThat(state.workerSlots).containsExactly(2f, 8f);
        assertThat(state.workerUpdates).isEqualTo(25);
    }

    @Test
    void theLastMeanStandsForSlotsThatHaveNotChanged() {
        ShardServer server = deltas();
        server.accept(state, slots(30, 2f, 8f));
        server.settleSlots(state);
        server.accept(state, slots(30));
        server.accept(state, slots(10, 6f, 4f));

        server.settleSlots(state);

        assertThat(state.workerSlots).containsExactly(3f, 7f); // three quarters of what it was
        assertThat(state.workerUpdates).isEqualTo(25);
        server.accept(state, slots(30));
        server.settleSlots(state);
        assertThat(state.workerSlots).as("nobody has learnt").containsExactly(3f, 7f);
        assertThat(state.workerUpdates).isEqualTo(25);
    }

    private static ShardServer gradients(int norms, double clip) {
        return new ShardServer(0, norms, new GradientUpdate(new Sgd(), new ConstantRate(1), clip));
    }

    private static ShardServer deltas() {
        return new ShardServer(0, 1, new DeltaUpdate(new Sgd(), 1));
    }
}
