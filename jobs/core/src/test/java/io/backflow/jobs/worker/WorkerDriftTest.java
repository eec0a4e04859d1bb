package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.TrainingTotals;
import org.junit.jupiter.api.Test;

/** What a worker does with losses of groups, and with the server's reactions. */
class WorkerDriftTest {

    private static final String GROUPS = "groups: [n, north/, s]";
    private static final String GRADIENT = "sync: {type: synchronous, send: gradient, round: 1s}\n";
    private static final String DELTA = "sync: {type: synchronous, send: delta, round: 1s}\n";

    @Test
    void lossesOfGroupsAreTakenOnceWithThoseOfAll() {
        WorkerDrift drift = new Reacting(GRADIENT + "drift: {" + GROUPS + "}").drift();
        drift.trained("north/1", 3, 2);
        drift.trained("north/2", 1, 1);
        drift.trained("nowhere", 5, 4);
        drift.trained("west", 7, 6);
        TrainingTotals all = new TrainingTotals(4, 0, 4, 0, 16, 0, 13);

        Losses losses = drift.take(all);
        assertThat(losses.sum()).isEqualTo(16);
        assertThat(losses.weight()).isEqualTo(13);
        assertThat(losses.byGroup()).as("the longest prefix decides").containsExactly(5, 4, 4, 3, 0, 0);
        assertThat(drift.take(all).byGroup()).containsOnly(0);
    }

    @Test
    void withoutGroupsNothingIsSentBesideTheLossesOfAll() {
        WorkerDrift drift = new Reacting(GRADIENT + "drift: {}").drift();
        drift.trained("a", 3, 2);

        assertThat(drift.take(new TrainingTotals(1, 0, 1, 0, 3, 0, 2)).byGroup())
                .isEmpty();
    }

    @Test
    void anAlarmOfTheRunMakesAllWindowsTooOldAndOneOfAGroupThoseOfTheGroup() {
        Reacting reacting = new Reacting(GRADIENT + "drift: {reaction: forget_replay, " + GROUPS + "}");
        WorkerDrift drift = reacting.drift();
        assertThat(drift.windowsSince("north/1")).isZero();

        reacting.since(0, 0, 8, 0);
        assertThat(drift.windowsSince("north/1")).isEqualTo(8);
        assertThat(drift.windowsSince("nowhere")).isZero();
        assertThat(drift.windowsSince("west")).isZero();

        reacting.since(9, 0, 8, 0);
        assertThat(drift.windowsSince("north/1")).isEqualTo(9);
        assertThat(drift.windowsSince("west")).isEqualTo(9);
    }

    /** Shards may find an alarm at different versions. */
    @Test
    void whatTheFirstShardFindsHolds() {
        Reacting reacting = new Reacting(GRADIENT + "drift: {reaction: forget_replay}");
        reacting.since(9);
        reacting.receive(1, new DriftReaction(new long[] {10}, 0));

        assertThat(reacting.drift().windowsSince("a")).isEqualTo(9);
    }

    @Test
    void onlyWhatIsConfiguredIsDone() {
        Reacting raising = new Reacting(DELTA + "drift: {reaction: raise_rate}");
        raising.since(9);
        assertThat(raising.drift().windowsSince("a")).isZero();
        assertThat(raising.drift().slotsSince()).isZero();

        Reacting resetting = new Reacting(DELTA + "drift: {reaction: reset_optimizer}");
        resetting.since(9);
        resetting.raisedUntil(100);
        assertThat(resetting.drift().rateFactor(50)).isEqualTo(1);
    }

    @Test
    void theRateIsRaisedOnAWorkerThatOptimizes() {
        Reacting deltas = new Reacting(DELTA + "drift: {reaction: {type: raise_rate, factor: 4}}");
        deltas.raisedUntil(100);
        assertThat(deltas.drift().rateFactor(99)).isEqualTo(4);
        assertThat(deltas.drift().rateFactor(100)).isEqualTo(1);

        Reacting gradients = new Reacting(GRADIENT + "drift: {reaction: {type: raise_rate, factor: 4}}");
        gradients.raisedUntil(100);
        assertThat(gradients.drift().rateFactor(99)).as("the server raises it").isEqualTo(1);
    }

    @Test
    void anAlarmOfAnyGroupMakesSlotsTooOld() {
        Reacting reacting = new Reacting(DELTA + "drift: {reaction: reset_optimizer, " + GROUPS + "}");
        reacting.since(3, 0, 8, 5);
        assertThat(reacting.drift().slotsSince()).isEqualTo(8);

        Reacting gradients = new Reacting(GRADIENT + "drift: {reaction: reset_optimizer}");
        gradients.since(3);
        assertThat(gradients.drift().slotsSince())
                .as("the server has the slots")
                .isZero();
    }
}
