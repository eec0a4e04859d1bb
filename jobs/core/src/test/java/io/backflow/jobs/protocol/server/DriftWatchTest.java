package io.backflow.jobs.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.DriftConfig;
import io.backflow.jobs.drift.DriftReaction;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.ShardServer.SnapshotKind;
import io.backflow.model.optimizer.ConstantRate;
import io.backflow.model.optimizer.Sgd;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a server does where the loss of the run, or of a group, rises. */
class DriftWatchTest {

    private static final List<String> GROUPS = List.of("north/", "south/");

    private final Random random = new Random(6);
    private final ShardState state = new ShardState(new float[] {0f}, new float[0], new float[0]);
    private long number;

    @Test
    void theRateIsRaisedForAsManyUpdatesAsTheReactionSays() {
        ShardServer server = server(new Sgd(), new DriftConfig.RaiseRate(3, 4));
        double[] moves = new double[60];
        learn(server, 200, 1);
        for (int i = 0; i < moves.length; i++) {
            float before = state.values[0];
            learn(server, 1, 5);
            moves[i] = before - state.values[0];
        }
        assertThat(server.alarms().count()).isEqualTo(1);
        int alarm = (int) server.alarms().version() - 200;
        for (int i = 0; i < moves.length; i++) {
            boolean raised = i >= alarm && i < alarm + 4;
            assertThat(moves[i]).as("update %s, alarm at %s", i, alarm).isCloseTo(raised ? 0.3 : 0.1, within(1e-4));
        }
    }

    @Test
    void aRateThatACommandHasSetIsNotMultiplied() {
        state.learningRate = 0.5;
        ShardServer server = server(new Sgd(), new DriftConfig.RaiseRate(3, 1_000));
        learn(server, 200, 1);
        learn(server, 50, 5);

        assertThat(server.alarms().count()).isEqualTo(1);
        assertThat(state.values[0]).isCloseTo(-125f, within(1e-3f));
    }

    @Test
    void theOptimizerBeginsAnewWithTheUpdateThatMakesTheAlarm() {
        ShardState slotted = new ShardState(new float[] {0f}, new float[] {0f}, new float[0]);
        ShardServer server = server(new Sgd(0.9, false, 0), new DriftConfig.ResetOptimizer());
        learn(server, slotted, 200, Losses.NONE, 1);
        float slot = slotted.slots[0];
        while (server.alarms().count() == 0) {
            learn(server, slotted, 1, Losses.NONE, 5);
        }
        assertThat(Math.abs(slot)).as("gathered").isGreaterThan(0.5f);
        assertThat(Math.abs(slotted.slots[0])).as("of one gradient").isLessThan(0.2f * Math.abs(slot));
        assertThat(slotted.slotsFreshAt).isEqualTo(slotted.updates - 1);
    }

    @Test
    void aRiseOfOneGroupAmongManySequencesIsAnAlarmOfTheGroupAlone() {
        ShardServer server = server(new Sgd(), new DriftConfig.ForgetReplay());
        learn(server, 200, 1, 1);
        learn(server, 100, 1, 2);

        assertThat(server.alarms().count()).isZero();
        assertThat(server.alarms().groups()).hasSize(1);
        GroupAlarms south = server.alarms().groups()[0];
        assertThat(south.group()).isEqualTo("south/");
        assertThat(south.count()).isEqualTo(1);
        assertThat(south.before()).isCloseTo(1, within(0.1));
        assertThat(reaction(server).versions()).containsExactly(0, 0, south.version() + 1);
        assertThat(snapshot(server).progress().drift().alarms()).isEqualTo(server.alarms());
    }

    /** Workers do not learn from a reaction which alarms there were before it was configured. */
    @Test
    void withoutAReactionWorkersAreToldOfNone() {
        ShardServer server = server(new Sgd(), new DriftConfig.None());
        learn(server, 200, 1);
        learn(server, 50, 5);

        assertThat(server.alarms().count()).isEqualTo(1);
        assertThat(reaction(server).since()).isZero();
    }

    @Test
    void whereWorkersOptimizeTheRateIsRaisedByTheUpdatesThatTheyHaveTaken() {
        ShardServer server = server(new DeltaUpdate(new Sgd(), 1), watch(new DriftConfig.RaiseRate(3, 40)));
        state.totals = TrainingTotals.ZERO.withUpdates(1_000);
        learn(server, 200, 1);
        while (server.alarms().count() == 0) {
            learn(server, 1, 5);
        }
        assertThat(reaction(server).raisedUntil()).isEqualTo(state.totals.updates() + 40);
    }

    @Test
    void theAlarmOfAGroupRaisesTheRateOfAll() {
        ShardServer server = server(new Sgd(), new DriftConfig.RaiseRate(3, 40));
        learn(server, 200, 1, 1);
        while (server.alarms().groups().length == 0) {
            learn(server, 1, 5, 1);
        }

        assertThat(server.alarms().count()).isZero();
        assertThat(reaction(server).raisedUntil()).isGreaterThan(state.updates);
        float before = state.values[0];
        learn(server, 1, 5, 1);
        assertThat(before - state.values[0]).isCloseTo(0.3f, within(1e-4f));
    }

    @Test
    void eachGroupThatWasSavedGoesOnWithTheSameBitsUnderItsName() {
        DriftWatch whole = watch(new DriftConfig.ForgetReplay());
        ShardServer server = server(gradients(new Sgd()), whole);
        learn(server, 100, 1, 2);
        DriftWatch turned = new DriftWatch(
                new DriftConfig(0.002, 1, List.of("west/", "south/", "north/"), new DriftConfig.ForgetReplay()));
        turned.resume(whole.save());

        assertThat(turned.save().get("north/")).isEqualTo(whole.save().get("north/"));
        assertThat(turned.save().get("south/")).isEqualTo(whole.save().get("south/"));
        assertThat(turned.save().get(DriftWatch.RUN)).isEqualTo(whole.save().get(DriftWatch.RUN));
        assertThat(turned.save().get("west/"))
                .isEqualTo(turned(List.of("west/")).save().get("west/"));
    }

    /** A worker that has not learnt since the alarm would send slots of before it. */
    @Test
    void slotsOfBeforeAnAlarmAreNotKeptBesideThoseOfAfterIt() {
        ShardState kept = new ShardState(new float[] {0f}, new float[0], new float[] {0f});
        ShardServer server = server(new DeltaUpdate(new Sgd(), 1), watch(new DriftConfig.ResetOptimizer()));
        server.accept(kept, new WorkerSlots(0, new Slots(new float[] {4f}, 100, 0)));
        server.accept(kept, new WorkerSlots(0, new Slots(new float[] {1f}, 2, 7)));
        server.accept(kept, new WorkerSlots(0, new Slots(new float[] {9f}, 100, 0)));
        server.settleSlots(kept);

        Slots first = server.snapshot(kept, 1, SnapshotKind.FIRST).workerSlots();
        assertThat(first.values()).containsExactly(1f);
        assertThat(first.updates()).isEqualTo(2);
        assertThat(first.since()).isEqualTo(7);
    }

    private static DriftWatch turned(List<String> groups) {
        return new DriftWatch(new DriftConfig(0.002, 1, groups, new DriftConfig.None()));
    }

    private static DriftWatch watch(DriftConfig.Reaction reaction) {
        return new DriftWatch(new DriftConfig(0.002, 1, GROUPS, reaction));
    }

    private static ShardServer server(Sgd rule, DriftConfig.Reaction reaction) {
        return server(gradients(rule), watch(reaction));
    }

    private static ShardServer server(ShardUpdate update, DriftWatch watch) {
        return new ShardServer(0, 1, update, watch, null);
    }

    private static GradientUpdate gradients(Sgd rule) {
        return new GradientUpdate(rule, new ConstantRate(0.1), Double.POSITIVE_INFINITY);
    }

    private DriftReaction reaction(ShardServer server) {
        return snapshot(server).progress().drift().reaction();
    }

    private ShardSnapshot snapshot(ShardServer server) {
        return server.snapshot(state, 1, SnapshotKind.UPDATE);
    }

    private void learn(ShardServer server, int updates, double loss) {
        learn(server, state, updates, Losses.NONE, loss);
    }

    /** Two groups of few among many sequences whose loss stays 1. */
    private void learn(ShardServer server, int updates, double north, double south) {
        for (int i = 0; i < updates; i++) {
            double[] byGroup = {noisy(north), 1, noisy(south), 1};
            learn(server, state, 1, new Losses(1_000 * noisy(1), 1_000, byGroup), 1);
        }
    }

    /** @param losses {@link Losses#NONE}: {@code loss} with noise */
    private void learn(ShardServer server, ShardState shard, int updates, Losses losses, double loss) {
        for (int i = 0; i < updates; i++) {
            TrainingTotals totals = new TrainingTotals(1, 0, 1, 0, noisy(loss), 0, 1);
            Change change = new Change(new float[] {1f}, shard.version);
            Share share = losses == Losses.NONE ? new Share(change, 1, totals) : new Share(change, 1, totals, losses);
            server.accept(shard, new WorkerUpdate(0, new Sender(0, 1), ++number, share));
        }
    }

    private double noisy(double loss) {
        return loss + 0.1 * random.nextGaussian();
    }
}
